"""The stages of building a data set."""
