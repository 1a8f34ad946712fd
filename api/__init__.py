"""The doors and the machinery: store, engine, access, HTTP, pages, command line, workers."""
