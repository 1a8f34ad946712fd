"""Options of a command on the line, told by the types of its fields; and from what was typed back to values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import click
import msgspec

from api.asking import keep
from api.cli.acting import Desk
from api.commanding import NotOfItsKind, hints
from api.naming import hazard_named, identifier, unit_named
from api.v1.schema import remarks
from domain.appointment.posts import Post
from domain.kernel.evidence import Evidence
from domain.kernel.identity import AppointmentId, HazardId, PersonId, UnitId
from domain.kernel.refusals import NotKnown


@dataclass(frozen=True)
class Option:
    """One option: where its value belongs, of which type it is, whether it may stand several times."""

    path: tuple[str, ...]
    flag: str
    kind: Any
    is_many: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        """As click hands it over."""
        return "__".join(self.path)

    def declared(self) -> Callable[[Any], Any]:
        """The option for click."""
        if self.kind is bool:
            flags = f"{self.flag}/--no-{self.flag.removeprefix('--')}"
            return click.option(flags, self.name, default=None, help=self.note)
        return click.option(self.flag, self.name, type=_type(self.kind), multiple=self.is_many, help=self._help())

    def _help(self) -> str:
        is_json = is_dataclass(self.kind) and not _is_personal(self.kind)
        told = _HELP.get(self.kind) or ("As JSON." if is_json else "")
        return " ".join(part for part in (self.note, told) if part)


_HELP: Mapping[Any, str] = {
    UnitId: "Code or identifier of a unit.",
    HazardId: "Number or identifier of a hazard.",
    AppointmentId: "Identifier of an appointment, or POST@UNIT.",
    PersonId: "Identifier of a person, or POST@UNIT for whoever holds it.",
    Evidence: "A photo or paper (JPEG, PNG, WebP, PDF).",
}


def options_of(kind: Any, names: Mapping[str, Any]) -> tuple[Option, ...]:
    """The options for these fields of a command, in order."""
    notes = remarks(kind)
    return tuple(option for name, each in names.items() for option in _options((name,), each, notes.get(name, "")))


def _options(path: tuple[str, ...], kind: Any, note: str) -> Iterator[Option]:
    """One option, or several for a value made of values: the only one it must have stands for the whole."""
    inner, is_many = _plain(kind)
    parts: Any = inner
    if not is_dataclass(inner) or is_many or inner in _HELP or _is_personal(inner):
        yield Option(path, _flag(path), inner, is_many, note)
        return
    needed = [field.name for field in fields(inner) if field.default is MISSING]
    for name, each in hints(parts).items():
        for option in _options((*path, name), each, ""):
            is_whole = needed == [name]
            yield Option(option.path, _flag(path), option.kind, option.is_many, note) if is_whole else option


def values_of(desk: Desk, options: tuple[Option, ...], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, by field; names of units, hazards and posts made identifiers, files taken into the vault.

    Files are kept under the key of the command, so that the same line again keeps no file a second time.
    """
    values: dict[str, Any] = {}
    key = typed.get("idempotency_key")
    for option in options:
        given = typed.get(option.name)
        if given in (None, ()):
            continue
        several = [_value(desk, option, each, key) for each in (given if option.is_many else (given,))]
        value = several if option.is_many else several[0]
        place = values
        for part in option.path[:-1]:
            place = place.setdefault(part, {})
        place[option.path[-1]] = value
    return values


def _value(desk: Desk, option: Option, given: Any, key: str | None) -> Any:
    kind, where = option.kind, ".".join(option.path)
    if kind is Evidence:
        return _kept(desk, given, key)
    if kind in _MEANT:
        return str(_MEANT[kind](desk, given))
    if is_dataclass(kind) and not _is_personal(kind):
        return _json(given, where)
    return given


def _kept(desk: Desk, file: Path, key: str | None) -> str:
    with file.open("rb") as opened:
        content = opened.read(desk.services.system.settings.upload_bytes + 1)
    return str(keep(desk.services, desk.caller, content, key).attachment)


def _json(text: str, where: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise NotOfItsKind(where=where) from error


def _unit(desk: Desk, text: str) -> object:
    return unit_named(desk.caller.directory, text)


def _hazard(desk: Desk, text: str) -> object:
    return hazard_named(desk.services, text)


def appointment_named(desk: Desk, text: str) -> AppointmentId:
    """An appointment by identifier, or the first who holds a post: `head@no3`. Raises `NotKnown`."""
    if (known := identifier(text)) is not None:
        return AppointmentId(known)
    post, _, unit = text.partition("@")
    if not unit or post not in {each.value for each in Post}:
        raise NotKnown
    place = UnitId(unit_named(desk.caller.directory, unit))
    held = desk.caller.directory.holders(place, Post(post), desk.caller.today)
    if not held:
        raise NotKnown
    return held[0].id


def person_named(desk: Desk, text: str) -> PersonId:
    """A person by identifier, or who holds a post first: `head@no3`. Raises `NotKnown`."""
    if (known := identifier(text)) is not None:
        return PersonId(known)
    held = desk.caller.directory.appointment(appointment_named(desk, text))
    assert held is not None
    return held.person


_MEANT: Mapping[Any, Callable[[Desk, str], object]] = {
    UnitId: _unit,
    HazardId: _hazard,
    AppointmentId: appointment_named,
    PersonId: person_named,
}


def _plain(kind: Any) -> tuple[Any, bool]:
    """The type of one value, and whether there may be several."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple:
        return _plain(get_args(kind)[0])[0], True
    return kind, False


def _is_personal(kind: Any) -> bool:
    return bool(getattr(kind, "__name__", "") == "Disclosure")


def _flag(path: tuple[str, ...]) -> str:
    return f"--{'-'.join(path)}".replace("_", "-")


def _type(kind: Any) -> Any:
    if kind is Evidence:
        return click.Path(exists=True, dir_okay=False, path_type=Path)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return click.Choice([each.value for each in kind])
    return int if kind is int else str
