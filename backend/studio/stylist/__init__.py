"""What goes with what: a written-down model that can be asked."""
