"""Every hazard as it stands, and as it was known to stand at any moment before."""
