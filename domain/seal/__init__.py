"""What makes the record evident: the statements that people sign. Pure functions, no keys, no store."""
