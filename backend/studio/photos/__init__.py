"""Packshots as a shop takes them, and photos as shoppers do."""
