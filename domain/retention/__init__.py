"""How long names, texts and keys of files are kept; events stay for ever. Nothing goes before a rule says so."""
