"""What surfaces are made of, and how they look."""
