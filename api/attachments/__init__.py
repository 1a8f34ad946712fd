"""Photos and papers: looked at, encrypted one key a file, kept beside the log, given out as harmless copies."""
