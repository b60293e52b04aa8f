"""Parametric furniture: a shape drawn from a style family, and its mesh."""
