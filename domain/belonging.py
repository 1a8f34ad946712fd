"""Whether a signed statement belongs to the event it stands under, by what the two say and by nothing else.

That the signature fits the key is another question (`api.signing.verifying`). This one finds a signature that was moved
to another hazard, version or log, and an event that says something else than what was signed. Both are taken as plain
data, as they are stored and signed: a body is what `domain.record` writes and reads.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_type_hints

from domain.catalogue import COMMANDS
from domain.kernel.events import Event
from domain.kernel.identity import Disclosure
from domain.record import written

Said = Mapping[str, Any]


def differs(body: Said, said: Said, shown: Disclosure | None) -> str | None:
    """The first part of a statement that is not about this event, or about the text that was shown.

    `statement` where it is none of ours, and so says nothing; nothing where all agrees. A text that was erased is not
    held against it.
    """
    if not said:
        return "statement"
    if shown is not None and said.get("display") != shown.commitment:
        return "display"
    return next(_differing(body, said), None)


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


def expected_of(body: Said) -> dict[str, Any]:
    """What a statement has to say to be about this event, under the statement's own names."""
    actor = body["actor"]
    return {
        "log": body["log"],
        "id": body["command"],
        "subject": {"prev": body["prev"], "stream": body["stream"], "ver": body["ver"] - 1},
        "signer": {name: actor[name] for name in ("appointment", "on_behalf_of", "person")},
        "post": actor["post"],
        "unit": actor["unit"],
        "claimed_at": body["claimed_at"],
    }


def happening_of(body: Said) -> dict[str, Any]:
    """What an event says, also by the names of its parts: the measures of an assignment for one."""
    data: dict[str, Any] = body["data"]
    parts = (each for each in data.values() if isinstance(each, dict))
    return {name: value for part in parts for name, value in part.items()} | data


def how_of(body: Said) -> dict[str, Any]:
    """How the event is known and when it happened; `left_open` is when, where the statement does not say."""
    (happened,) = body["happened"].values()
    return {"basis": body["basis"], "happened": happened, "left_open": body["received_at"]}


def _differing(body: Said, said: Said) -> Iterator[str]:
    yield from (name for name, value in expected_of(body).items() if not _same(said.get(name), value))
    allowed = events_of(str(said.get("action")))
    if allowed and body["name"] not in allowed:
        yield "action"
    content = _content(said)
    if not _agrees(_asked(content), happening_of(body)):
        yield "content"
    told = how_of(body)
    if content.get("basis") != told["basis"]:
        yield "basis"
    if (content.get("happened") or told["left_open"]) != told["happened"]:
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
        _agreeing(value, happened[name]) for name, value in asked.items() if value is not None and name in happened
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
