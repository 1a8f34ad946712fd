"""Signing: what is prepared, how each scheme verifies, and what a sign-off needs besides the rules."""
