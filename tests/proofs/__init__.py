"""Long proofs: things are killed at any moment, and afterwards nothing acknowledged is lost and nothing doubled."""
