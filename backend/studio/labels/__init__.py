"""What a listing says of itself, read off its pictures."""
