"""Checks an evidence bundle. Not written yet."""
