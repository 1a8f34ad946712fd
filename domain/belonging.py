"""Whether a signed statement belongs to the event it stands under, by what the two say and by nothing else.

That the signature fits the key is another question (`api.signing.verifying`). This one finds a signature that was moved
to another hazard, version or log, and an event that says something else than what was signed. What counts is what the
event says to whoever reads it as its type: what was written beside it says nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from domain.catalogue import COMMANDS
from domain.kernel.events import Event
from domain.kernel.identity import Disclosure
from domain.record import Recorded, instant, plain, written
from domain.seal.statement import signer_of

Said = Mapping[str, Any]


def differs(recorded: Recorded, said: Said, shown: Disclosure | None) -> str | None:
    """The first part of a statement that is not about this event, or about the text that was shown.

    `statement` where it is none of ours, and so says nothing; nothing where all agrees. A text that was erased is not
    held against it.
    """
    if not said:
        return "statement"
    if shown is not None and said.get("display") != shown.commitment:
        return "display"
    return next(_differing(recorded, said), None)


@cache
def events_of(command: str) -> frozenset[str]:
    """Names of the events a command decides, as its own signature in the code tells; nothing for one unknown now."""
    found = COMMANDS.get(command)
    kinds = get_args(get_type_hints(found.decide)["return"]) if found else ()
    return frozenset(each.name for each in kinds if isinstance(each, type) and issubclass(each, Event))


@cache
def commands_for(event: str) -> tuple[str, ...]:
    """Names of the commands that can come to an event."""
    return tuple(name for name in COMMANDS if event in events_of(name))


def expected_of(recorded: Recorded) -> dict[str, Any]:
    """What a statement has to say to be about this event, as plain data under the statement's own names."""
    actor = recorded.actor
    return {
        "log": recorded.log,
        "id": str(recorded.command),
        "subject": {"stream": str(recorded.stream), "ver": recorded.ver - 1, "prev": recorded.prev},
        "signer": vars(signer_of(actor)),
        "post": actor.post,
        "unit": str(actor.unit) if actor.unit else None,
        "claimed_at": instant(recorded.claimed_at) if recorded.claimed_at else None,
    }


def happening_of(event: Event) -> dict[str, Any]:
    """What an event says, also by the names of its parts: the measures of an assignment for one."""
    said = vars(event)
    parts = (vars(each) for each in said.values() if is_dataclass(each))
    return {name: value for part in parts for name, value in part.items()} | said


def how_of(recorded: Recorded) -> dict[str, Any]:
    """How the event is known and when it happened; `left_open` is when, where the statement does not say."""
    return {
        "basis": recorded.basis.value,
        "happened": plain(recorded.happened.on or recorded.happened.at),
        "left_open": plain(recorded.event.happened_on or recorded.received_at),
    }


def _differing(recorded: Recorded, said: Said) -> Iterator[str]:
    yield from (name for name, value in expected_of(recorded).items() if not _same(said.get(name), value))
    allowed = events_of(str(said.get("action")))
    if allowed and recorded.event.name not in allowed:
        yield "action"
    content = _content(said)
    if not _agrees(_asked(content), happening_of(recorded.event)):
        yield "content"
    told, happened = how_of(recorded), content.get("happened")
    if content.get("basis") != told["basis"]:
        yield "basis"
    if (told["left_open"] if happened is None else happened) != told["happened"]:
        yield "happened"


def _content(said: Said) -> Said:
    content = said.get("content")
    return content if isinstance(content, dict) else {}


def _asked(content: Said) -> Said:
    asked = content.get("asked")
    return asked if isinstance(asked, dict) else {}


def _agrees(asked: Said, happened: Said) -> bool:
    """Whether an event says under the same names what was asked; what was left open in asking, deciding fills in."""
    return all(
        _agreeing(value, plain(happened[name]))
        for name, value in asked.items()
        if value is not None and name in happened
    )


def _agreeing(asked: Any, happened: Any) -> bool:
    """Lists may have been put in order, and what stood in them twice stands there once."""
    if isinstance(asked, list) and isinstance(happened, list):
        return {written(each) for each in asked} == {written(each) for each in happened}
    return _same(asked, happened)


def _same(one: Any, other: Any) -> bool:
    """Whether two say the same; to Python `true` would equal 1."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
