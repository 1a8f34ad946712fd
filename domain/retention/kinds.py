"""What is kept for a time only, once the house says for how long."""

from enum import StrEnum


class Kept(StrEnum):
    """Kinds of what can be taken away without touching the record; all times begin when the matter is over."""

    NAMES = "names"
    """Names of people who left, with the texts that name them, counted from their last day."""
    TEXTS = "texts"
    """Texts shown at signing and sealed sources of a closed hazard, counted from the last thing that happened to it."""
    FILES = "files"
    """Keys of the photos and papers of a closed hazard, counted likewise."""


MOST_YEARS = 100
