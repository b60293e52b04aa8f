"""Plants and what they stand in."""
