"""Furnished rooms: what stands where, and its picture."""
