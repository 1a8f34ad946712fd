"""Who holds which post where and when, and what a post may do."""
