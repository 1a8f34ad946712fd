"""A provider of sign-ins as a process of its own, on Authlib's provider classes; on request it misbehaves."""
