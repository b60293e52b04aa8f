"""What sideboards, wardrobes, bookcases and their like are made of."""
