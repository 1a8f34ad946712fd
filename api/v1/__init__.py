"""The HTTP API, version 1: REST with problem documents, and the same rules as everywhere."""
