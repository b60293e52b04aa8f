"""How good a release is, measured on what it ships, beside controls that use less of it."""
