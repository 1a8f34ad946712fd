"""What can be asked through `/v1` and the command line: every command a person may give, under its noun and verb."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from api.commanding import hints
from domain.appointment.powers_table import POWERS
from domain.appointment.reach import Reach
from domain.catalogue import COMMANDS
from domain.kernel.identity import ActorKind


@dataclass(frozen=True)
class Noun:
    """A kind of thing: its word on the command line, its collection in addresses, the field that says which."""

    word: str
    collection: str
    key: str


HAZARD = Noun("hazard", "hazards", "hazard")
UNIT = Noun("unit", "units", "unit")
PERSON = Noun("person", "people", "person")
APPOINTMENT = Noun("appointment", "appointments", "appointment")
CALENDAR = Noun("calendar", "calendars", "year")
LIMIT = Noun("limit", "limits", "limit")
KEY = Noun("key", "keys", "key")
SIGNING = Noun("signing", "signing-levels", "act")
HOLD = Noun("hold", "holds", "hold")
RETENTION = Noun("retention", "retention-rules", "kept")
SUBJECT = Noun("subject", "subjects", "hazard")
NOUNS = (HAZARD, UNIT, PERSON, APPOINTMENT, CALENDAR, LIMIT, KEY, SIGNING, HOLD, RETENTION, SUBJECT)

_STREAMS = {"hazard": HAZARD, "organisation": UNIT, "person": PERSON, "appointment": APPOINTMENT, "key": KEY} | {
    "hold": HOLD,
    "retention": RETENTION,
    "subject": SUBJECT,
}
_HOUSE = {
    "deadline.enter_calendar": CALENDAR,
    "deadline.set_limit": LIMIT,
    "policy.set_signing_level": SIGNING,
}
_BEGINNINGS = {"hazard.report", "organisation.register_unit", "person.enrol", "appointment.make", "hold.place"}
"""Commands to something that is not there yet; its identifier is given here, never by who asks."""

_ALSO_LATER = {"person.enrol"}
"""Beginnings that are asked of something known as well: somebody named in a ledger, or who comes back."""


_BY_CEREMONY = {"key.enrol", "access.unmask_names"}
"""What has doors of its own: a key proves itself before it is enrolled; names are unmasked where they are exported."""


SAID_BY_THE_HOUSE = {"subject.erase": ("unit",)}
"""Fields that nobody fills in: of which unit a hazard is."""


@dataclass(frozen=True)
class Offer:
    """A command as it is offered."""

    name: str
    noun: Noun
    step: str
    """Its verb, with hyphens: `take-interim-measure`."""
    key: str | None
    """The field that the address or the first argument says; none where something new begins."""
    fresh: str | None = None
    """The field that gets a new identifier."""

    @property
    def command(self) -> Any:
        """The command's class."""
        return COMMANDS[self.name]

    @property
    def fields(self) -> Mapping[str, Any]:
        """The fields that whoever asks fills in, with their types, in order."""
        known = {self.key, self.fresh, *SAID_BY_THE_HOUSE.get(self.name, ())}
        return {name: kind for name, kind in hints(self.command).items() if name not in known}

    @property
    def key_type(self) -> Any:
        """The type of the field that says which."""
        return hints(self.command)[self.key] if self.key else None


@cache
def offers() -> tuple[Offer, ...]:
    """Everything on offer, by command; what only policies, imports or the console may do is left out."""
    return tuple(offer for name in COMMANDS if _is_for_people(name) for offer in _offers(name))


def offered(noun: Noun) -> tuple[Offer, ...]:
    """What is on offer for one noun."""
    return tuple(offer for offer in offers() if offer.noun == noun)


def _is_for_people(name: str) -> bool:
    power = POWERS[name]
    return (
        name not in _BY_CEREMONY and ActorKind.IMPORT not in power.kinds and any(power.posts(reach) for reach in Reach)
    )


def _offers(name: str) -> Iterator[Offer]:
    noun = _HOUSE.get(name) or _STREAMS[name.partition(".")[0]]
    step = name.partition(".")[2].removesuffix(f"_{noun.word}").replace("_", "-")
    if name in _BEGINNINGS:
        yield Offer(name, noun, step, None, noun.key)
    if name == "appointment.delegate":
        yield Offer(name, noun, step, "giver", noun.key)
    elif name not in _BEGINNINGS or name in _ALSO_LATER:
        yield Offer(name, noun, step, noun.key)
