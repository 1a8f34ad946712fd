"""A fixed example of every event, made from the types of its fields: what the golden forms freeze."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.kernel.events import Event


def sample(kind: Any, *, full: bool = True) -> Any:
    """An example of a type. `full` fills optional fields and sequences; otherwise they are null and empty."""
    if get_origin(kind) in (Union, UnionType):
        inner = [each for each in get_args(kind) if each is not type(None)]
        return sample(inner[0], full=full) if full or len(inner) == len(get_args(kind)) else None
    if get_origin(kind) is tuple:
        return (sample(get_args(kind)[0], full=full),) if full else ()
    if hasattr(kind, "__supertype__"):
        return sample(kind.__supertype__, full=full)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        values = {field.name: sample(hints[field.name], full=full) for field in fields(kind)}
        return kind(**values)  # type: ignore[operator]
    return PLAIN[kind]


PLAIN: dict[Any, Any] = {
    str: "护栏松动 “a” \\ /",
    int: 12,
    bool: True,
    date: date(2026, 3, 31),
    datetime: datetime(2026, 3, 31, 15, 59, 59, 120, tzinfo=UTC),
    UUID: UUID("01890a5d-ac96-774b-bcce-b302099a8057"),
}


def examples(kind: type[Event]) -> dict[str, Event]:
    """The event with everything said and with nothing optional said."""
    return {"full": sample(kind), "bare": sample(kind, full=False)}
