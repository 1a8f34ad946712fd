"""Copies of a log to keep elsewhere, and their way back: one file, one moment, checked when made and when restored."""
