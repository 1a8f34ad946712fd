"""What becomes of a text before it is printed: characters that cannot be drawn are named by code point."""

import re
import unicodedata
from collections.abc import Collection

BREAK = "\u200b"
INVISIBLE = re.compile("[\u00ad\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]")
LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
ACCENTED = re.compile(".[\u0300-\u036f\u3099\u309a]+")
DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
PIECE = re.compile("[-_/.,;:@]|[^-_/.,;:@]{8}")
NEVER_DRAWN = frozenset({"Cc", "Cs", "Co", "Mn", "Mc", "Me"})
"""Controls, surrogates, private use (no agreed meaning) and marks that combine with what stands before them."""


def tidy(text: str) -> str:
    """One kind of line end, no invisible joiners, accents composed with their letter; nothing else changes."""
    text = LINE_ENDS.sub("\n", text.replace("\t", " "))
    return ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found[0]), INVISIBLE.sub("", text))


def is_never_drawn(character: str) -> bool:
    """Whether a character is named whatever the font: it has no form of its own, or it would turn the line round."""
    return character in DIRECTION_MARKS or unicodedata.category(character) in NEVER_DRAWN


def code_point(character: str) -> str:
    """`U+20BB7` for 𠮷."""
    return f"U+{ord(character):04X}"


def name_of(character: str) -> str:
    """`U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7`; the name is left out where Unicode gives none."""
    return f"{code_point(character)} {unicodedata.name(character, '')}".rstrip()


def spelled(text: str, characters: Collection[str]) -> str:
    """The text with each of these characters in the form 〔U+20BB7〕."""
    if not characters:
        return text
    return text.translate({ord(character): f"〔{code_point(character)}〕" for character in characters})


def breakable(text: str, longest: int) -> str:
    """The text with places where words of Latin letters and digits longer than this may break."""
    return re.sub(f"[!-~]{{{longest + 1},}}", lambda found: PIECE.sub(rf"\g<0>{BREAK}", found[0]), text)
