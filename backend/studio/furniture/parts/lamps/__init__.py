"""What lamps are made of."""
