"""What chairs, sofas, benches, stools and ottomans are made of."""
