"""What mirrors and wall art are made of."""
