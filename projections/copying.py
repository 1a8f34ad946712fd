"""Rows as PostgreSQL's binary COPY takes them, put together column by column.

Text costs the server five times as much to read, and the driver's own way, field by field, costs us twice as much to
write. The form is that of PostgreSQL's documentation, SQL command COPY, “Binary Format”, and of each type's `recv`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat
from struct import Struct
from typing import Any
from uuid import UUID

from psycopg.postgres import types

NEVER = datetime.max.replace(tzinfo=UTC)
"""An instant that does not come: `infinity` in the table."""

_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_NULL, _END = b"\xff" * 4, b"\xff" * 2
_YES, _NO = b"\x00\x00\x00\x01\x01", b"\x00\x00\x00\x01\x00"
_UUID = b"\x00\x00\x00\x10"
_INFINITY = b"\x00\x00\x00\x08\x7f" + b"\xff" * 7
_OF_UUIDS, _OF_TEXTS = types["uuid"].oid, types["text"].oid
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_DAY = _EPOCH.toordinal()
_MICROSECOND = timedelta(microseconds=1)
_size = Struct(">i").pack
_short = Struct(">ii").pack
_long = Struct(">iq").pack
_array = Struct(">iiIii")

Pieces = Sequence[bytes]
"""A size and a value for each row, in one piece or, in two columns of them, in two."""


def binary(rows: Sequence[Sequence[Any]], oids: Sequence[int]) -> bytes:
    """Rows as a whole COPY, given the types of their columns as numbers; knows the types that read models have."""
    columns = chain.from_iterable(
        _PACKED[oid](values) for oid, values in zip(oids, zip(*rows, strict=True), strict=True)
    )
    fields = zip(repeat(len(oids).to_bytes(2, "big")), *columns, strict=False)
    return b"".join((_HEAD, *chain.from_iterable(fields), _END))


def _uuids(values: Iterable[UUID | None]) -> tuple[Pieces]:
    return ([_NULL if each is None else _UUID + each.int.to_bytes(16, "big") for each in values],)


def _shorts(values: Iterable[int | None]) -> tuple[Pieces]:
    return ([_NULL if each is None else _short(4, each) for each in values],)


def _longs(values: Iterable[int | None]) -> tuple[Pieces]:
    return ([_NULL if each is None else _long(8, each) for each in values],)


def _truths(values: Iterable[bool | None]) -> tuple[Pieces]:
    return ([_NULL if each is None else _YES if each else _NO for each in values],)


def _days(values: Iterable[date | None]) -> tuple[Pieces]:
    return ([_NULL if each is None else _short(4, each.toordinal() - _FIRST_DAY) for each in values],)


def _instants(values: Iterable[datetime | None]) -> tuple[Pieces]:
    return (
        [
            _NULL if each is None else _INFINITY if each is NEVER else _long(8, (each - _EPOCH) // _MICROSECOND)
            for each in values
        ],
    )


class _Texts(dict[str | None, bytes]):
    """Texts with their sizes, each made once: most columns have few different ones."""

    def __missing__(self, text: str | None) -> bytes:
        encoded = b"" if text is None else text.encode()
        piece = self[text] = _NULL if text is None else _size(len(encoded)) + encoded
        return piece


def _texts(values: Iterable[str | None]) -> tuple[Pieces]:
    return (list(map(_Texts().__getitem__, values)),)


def _bytes(values: Sequence[bytes]) -> tuple[Pieces, Pieces]:
    return [_size(len(each)) for each in values], values


def _documents(values: Sequence[bytes]) -> tuple[Pieces, Pieces]:
    """JSON as bytes, behind the version of its form."""
    return [_size(len(each) + 1) + b"\x01" for each in values], values


def _uuid_arrays(values: Iterable[Sequence[UUID]]) -> tuple[Pieces]:
    return ([_in_array(_OF_UUIDS, *_uuids(each)) for each in values],)


def _text_arrays(values: Iterable[Sequence[str]]) -> tuple[Pieces]:
    texts = _Texts()
    return ([_in_array(_OF_TEXTS, [texts[word] for word in each]) for each in values],)


def _in_array(oid: int, elements: Sequence[bytes]) -> bytes:
    body = b"".join(elements)
    return _size(_array.size + len(body)) + _array.pack(1, 0, oid, len(elements), 1) + body


_PACKED: dict[int, Callable[[Any], tuple[Pieces, ...]]] = {
    types["uuid"].oid: _uuids,
    types["int4"].oid: _shorts,
    types["int8"].oid: _longs,
    types["bool"].oid: _truths,
    types["date"].oid: _days,
    types["timestamptz"].oid: _instants,
    types["text"].oid: _texts,
    types["bytea"].oid: _bytes,
    types["jsonb"].oid: _documents,
    types["uuid"].array_oid: _uuid_arrays,
    types["text"].array_oid: _text_arrays,
}
