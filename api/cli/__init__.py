"""The command line: `bihuan <noun> <verb>`, the same system and rules as the server."""
