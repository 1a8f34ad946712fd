"""Arrays for the append call in PostgreSQL's binary form, packed at once instead of element by element."""

from collections.abc import Iterable, Sequence
from struct import pack
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.rows import TupleRow


class _Array(tuple[Any, ...]):
    """One dimension, of one kind of element."""

    __slots__ = ()


class Uuids(_Array):
    """`uuid[]`; elements may be None."""


class Integers(_Array):
    """`bigint[]`."""


class Texts(_Array):
    """`text[]`."""


class Bytes(_Array):
    """`bytea[]`."""


def _packed(oid: int, elements: Iterable[bytes | None], count: int) -> bytes:
    """Dimensions, null flag, element type, length and lower bound; then each element behind its length."""
    if not count:
        return pack("!iii", 0, 0, oid)
    parts = [pack("!iiiii", 1, 1, oid, count, 1)]
    for each in elements:
        parts.append(b"\xff\xff\xff\xff" if each is None else pack("!i", len(each)) + each)
    return b"".join(parts)


class _ArrayDumper(Dumper):
    format = Format.BINARY
    element_oid: int

    def element(self, value: Any) -> bytes | None:
        """The binary form of one element."""
        raise NotImplementedError

    def dump(self, obj: Sequence[Any]) -> bytes:
        """The binary form of the array."""
        return _packed(self.element_oid, map(self.element, obj), len(obj))


class _UuidsDumper(_ArrayDumper):
    oid, element_oid = 2951, 2950

    def element(self, value: UUID | None) -> bytes | None:
        return None if value is None else value.bytes


class _IntegersDumper(_ArrayDumper):
    oid, element_oid = 1016, 20

    def element(self, value: int) -> bytes:
        return pack("!q", value)


class _TextsDumper(_ArrayDumper):
    oid, element_oid = 1009, 25

    def element(self, value: str) -> bytes:
        return value.encode()


class _BytesDumper(_ArrayDumper):
    oid, element_oid = 1001, 17

    def element(self, value: bytes) -> bytes:
        return value


DUMPERS = {Uuids: _UuidsDumper, Integers: _IntegersDumper, Texts: _TextsDumper, Bytes: _BytesDumper}


def adapt_arrays(connection: Connection[TupleRow]) -> None:
    """Let a connection send these arrays."""
    for kind, dumper in DUMPERS.items():
        connection.adapters.register_dumper(kind, dumper)
