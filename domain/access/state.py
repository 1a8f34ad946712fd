"""What is remembered of somebody's month: nothing that a rule asks for yet."""

from typing import ClassVar

from domain.kernel.commands import State
from domain.kernel.identity import PersonId, StreamId, natural_id


class Unmaskings(State):
    """How often names were unmasked is the stream's version; no rule limits it."""

    newest_suffices: ClassVar[bool] = True


def unmaskings(person: PersonId | None, month: str) -> StreamId:
    """The stream of a person in a local month (2026-03); the server's console has one as well."""
    return StreamId(natural_id("unmasking", str(person) if person else "console", month))
