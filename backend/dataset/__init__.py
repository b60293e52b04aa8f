"""A data set of listings, rooms, photos and interactions in files: its layout, and what reads and
writes it."""
