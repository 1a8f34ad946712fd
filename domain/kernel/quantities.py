"""Limits of what people may type, and the checks every command runs on text and counts."""

import unicodedata
from collections.abc import Sequence

from domain.kernel.refusals import Malformed

LINE, TEXT = 200, 4000
"""Most characters of a one-line field and of a field of several lines."""

MAX_FEN = 10**13
"""Most money in one field: one hundred milliard yuan in fen."""


TURNS_WRITING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: with them a line reads otherwise than it is stored (Unicode UAX 9, 2.1-2.5)."""


class Blank(Malformed):
    """Something has to be written here."""

    sentence = "{where}: please fill this in."


class TooLong(Malformed):
    """More characters than the field holds."""

    sentence = "{where}: at most {most} characters, this has {has}."


class UnreadableCharacter(Malformed):
    """A control character, one that turns the direction of writing, a lone surrogate or an unassigned code point."""

    sentence = "{where}: contains a character that cannot be stored ({character})."


class OutOfRange(Malformed):
    """A number outside what is possible."""

    sentence = "{where}: must be between {least} and {most}."


def unreadable(text: str) -> str | None:
    """The first character that may not be stored, as `U+XXXX`; tab and newline are allowed."""
    if text.isprintable():
        return None
    for character in text:
        if _is_unreadable(character):
            return f"U+{ord(character):04X}"
    return None


def _is_unreadable(character: str) -> bool:
    """Controls, what turns the direction of writing, surrogates, and what Unicode promises never to assign.

    What is merely not assigned yet is kept: this Python may know an older Unicode than the rare name in somebody's
    identity card.
    """
    point = ord(character)
    is_never_assigned = 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
    if is_never_assigned or character in TURNS_WRITING:
        return True
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"


def check_line(where: str, text: str, *, most: int = LINE) -> None:
    """Refuse a one-line text that is blank, too long, or holds a newline or control character."""
    check_text(where, text, most=most)
    if "\n" in text or "\t" in text:
        raise UnreadableCharacter(where=where, character="U+000A")


def check_text(where: str, text: str, *, most: int = TEXT) -> None:
    """Refuse a text that is blank, too long, or holds characters that cannot be stored."""
    if not text.strip():
        raise Blank(where=where)
    check_optional(where, text, most=most)


def check_optional(where: str, text: str | None, *, most: int = TEXT) -> None:
    """As `check_text`, but nothing at all is allowed."""
    if text is None:
        return
    if len(text) > most:
        raise TooLong(where=where, most=most, has=len(text))
    if bad := unreadable(text):
        raise UnreadableCharacter(where=where, character=bad)


def check_amount(where: str, amount: int | None, *, most: int = MAX_FEN) -> None:
    """Refuse negative and impossible amounts."""
    if amount is not None and not 0 <= amount <= most:
        raise OutOfRange(where=where, least=0, most=most)


def check_count(where: str, items: Sequence[object], *, most: int) -> None:
    """Refuse more items than a step may carry."""
    if len(items) > most:
        raise OutOfRange(where=where, least=0, most=most)
