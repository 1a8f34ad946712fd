"""Texts and words cut into single characters and pairs, by which Chinese words of any length are found."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain
from operator import add

_PIECE = re.compile(r"[^\W_]+")
MOST_GRAMS = 40
"""Most grams of a question: beyond, further ones only cost time, and the check by LIKE looks at all of it anyway."""


def folded(text: str) -> str:
    """The text as it is compared: full width as half width, lower case, white space as single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def grams(text: str) -> Sequence[str]:
    """Single characters and neighbouring pairs of a folded text, each once; none across spaces and punctuation."""
    pieces = _PIECE.findall(text)
    return tuple(dict.fromkeys(chain(*pieces, *(map(add, piece, piece[1:]) for piece in pieces))))


def asked_grams(word: str) -> list[str]:
    """The grams of a word that is asked for: pairs, and a single character only where it stands alone."""
    pieces = _PIECE.findall(word)
    pairs = {piece[i : i + 2] for piece in pieces for i in range(max(len(piece) - 1, 1))}
    return sorted(pairs)[:MOST_GRAMS]


def pattern(word: str) -> str:
    """A word as a LIKE pattern that finds it anywhere; its own wild cards mean themselves."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
