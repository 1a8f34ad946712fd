"""Initials of Chinese names in pinyin, by which people type them: 第一中学 is found by dyzx."""

from functools import lru_cache


@lru_cache(maxsize=50_000)
def initials(text: str) -> str:
    """First letters of the words' readings in lower case; letters and digits stay, everything else goes."""
    from pypinyin import Style, lazy_pinyin  # only where it is asked: its dictionaries take half a second to load

    readings = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=_kept)
    return "".join(reading.lower() for reading in readings if reading.isascii() and reading.isalnum())


def _kept(others: str) -> str:
    return "".join(filter(str.isalnum, others))
