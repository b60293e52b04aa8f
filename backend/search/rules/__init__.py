"""What a merchant wants of results besides likeness: rules, kept in the catalogue with dates."""
