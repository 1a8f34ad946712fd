"""How no is said: a normal answer with a stable code and a sentence for the person who asked."""

import re
from typing import ClassVar


class Refusal(Exception):
    """A rule said no. The sentence is English with named places, and is the key of its translations.

    `code` is the class name in snake case and never changes once released. `status` tells malformed input
    ("malformed"), a rule ("rule"), a version that moved on ("stale"), something one may not know of ("unknown")
    and a missing power ("forbidden") apart; what HTTP makes of them is told in `api/problems.py`.
    """

    sentence: ClassVar[str] = "This cannot be done."
    status: ClassVar[str] = "rule"
    field: ClassVar[str | None] = None
    """The input that caused it, where one did: pages show the sentence beside it."""

    def __init__(self, **places: object) -> None:
        super().__init__(self.sentence)
        self.places = places

    @classmethod
    def code(cls) -> str:
        """Stable code of this refusal, e.g. `due_date_in_the_past`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __str__(self) -> str:
        return self.sentence.format(**self.places)


class Malformed(Refusal):
    """The input is not of its kind; `where` names the field."""

    status = "malformed"
    sentence = "{where}: this is not a valid value."

    def __init__(self, *, where: str, **places: object) -> None:
        super().__init__(where=where, **places)
        self.where = where


class NotKnown(Refusal):
    """There is no such thing, or this person may not know of it: the two are told in the same words."""

    status = "unknown"
    sentence = "There is nothing here, or it is not for you to see."


class MovedOn(Refusal):
    """Somebody else acted first: the version that was seen is no longer the newest."""

    status = "stale"
    sentence = "This was changed in the meantime (version {seen} was seen, it is now version {current})."


class CommandIdUsedBefore(Refusal):
    """The same command id came with another content."""

    sentence = "This request was already made with other content. Nothing was done a second time."


class NoPower(Refusal):
    """The post does not carry this power here."""

    status = "forbidden"
    sentence = "The post {post} does not have the power to do this here."


class NotAppointedHere(Refusal):
    """Nobody signs for a post they did not hold at that moment (house rule; DOMAIN: life of a hazard)."""

    status = "forbidden"
    sentence = "You do not hold this post at this moment."
