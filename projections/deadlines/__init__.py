"""Every clock that ever ran for a hazard: since when, until when, by which rule, and how it ended."""
