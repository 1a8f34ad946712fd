"""What people read, ready to show: names, words and times in place of identifiers, for pages, exports and `/v1`."""
