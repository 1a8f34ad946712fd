"""Sign-in by a provider, against a real one."""
