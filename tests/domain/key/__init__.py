"""Keys: whose they are, and who says so."""
