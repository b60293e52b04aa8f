"""Whole rooms: one listing for each slot such that all of them go together, within a budget."""
