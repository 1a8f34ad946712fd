"""What a stored file is for: the evidence itself, or one of the copies that people are shown."""

from enum import StrEnum


class Purpose(StrEnum):
    """One file of an attachment, with a key of its own."""

    ORIGINAL = "original"
    COPY = "copy"
    THUMBNAIL = "thumbnail"
