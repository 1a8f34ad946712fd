"""One row an event: who did what in which post, when it happened, when it was recorded, and what it was about."""
