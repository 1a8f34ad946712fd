"""Evidence bundles: a file with which anybody proves, offline, what happened and who signed. See README.md."""
