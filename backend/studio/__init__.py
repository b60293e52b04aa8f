"""The studio draws a furniture catalogue whose truth is known: packshots, rooms, phone photos,
labels, and the stylist's and shoppers' tastes behind them."""
