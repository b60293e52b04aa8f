"""Simulated shoppers: what they look at and buy together."""
