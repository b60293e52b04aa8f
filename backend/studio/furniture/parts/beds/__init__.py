"""What beds are made of."""
