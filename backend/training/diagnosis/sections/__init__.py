"""The parts of the report, each a function from arrays and rows to a `Section`."""
