"""What is copied stands in the table as it was."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from psycopg import Connection, errors
from psycopg.rows import TupleRow

from projections.copying import NEVER
from projections.model import Keep
from projections.places import Places
from tests.projections.story import ZONE

COLUMNS = {
    "who": "uuid",
    "level": "integer",
    "position": "bigint",
    "is_open": "boolean",
    "found_on": "date",
    "found_at": "timestamptz",
    "place": "text",
    "parties": "uuid[]",
    "words": "text[]",
    "packed": "bytea",
    "said": "jsonb",
}
WHO = UUID("018f2d3a-0000-7000-8000-00000000abcd")
AT = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)
FULL = (
    WHO,
    -1,
    2**40,
    True,
    date(1999, 12, 31),
    AT,
    "三楼\t走廊\n",
    [WHO, WHO],
    ["护栏", 'a"b\\'],
    b"\x00\\x",
    b'{"a":1}',
)


@pytest.fixture
def keep(reader: Connection[TupleRow]) -> Keep:
    """Somewhere to copy to: a table `things` with a column of every type that read models have."""
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    reader.execute(f"CREATE TEMP TABLE things ({columns})".encode())
    return Keep(reader, Places(ZONE), after=0, until=0, is_fresh=True)


def test_every_type_comes_back_as_it_was(keep: Keep) -> None:
    keep.copy("things", tuple(COLUMNS), [FULL])
    assert keep.rows("SELECT * FROM things", {}) == [(*FULL[:-1], {"a": 1})]


def test_what_is_not_known_is_null(keep: Keep) -> None:
    columns = list(COLUMNS)[:7]
    keep.copy("things", columns, [(None,) * 7, FULL[:7]])
    assert keep.rows(f"SELECT {', '.join(columns)} FROM things", {}) == [(None,) * 7, FULL[:7]]


def test_nothing_at_all_is_an_empty_array(keep: Keep) -> None:
    keep.copy("things", ("parties", "words"), [([], [])])
    assert keep.rows("SELECT parties = '{}', words = '{}' FROM things", {}) == [(True, True)]


def test_an_instant_is_the_same_in_every_zone(keep: Keep) -> None:
    keep.copy("things", ("found_at",), [(AT.astimezone(timezone(timedelta(hours=8))),)])
    assert keep.rows("SELECT found_at FROM things", {}) == [(AT,)]


def test_what_never_comes_is_infinity(keep: Keep) -> None:
    keep.copy("things", ("found_at",), [(NEVER,)])
    assert keep.rows("SELECT found_at = 'infinity' FROM things", {}) == [(True,)]


def test_a_row_of_another_length_is_not_copied(keep: Keep) -> None:
    with pytest.raises(ValueError, match="zip"):
        keep.copy("things", ("who", "level"), [(WHO, 1), (WHO,)])


def test_a_text_that_postgresql_cannot_hold_is_refused(keep: Keep) -> None:
    with pytest.raises(errors.CharacterNotInRepertoire):
        keep.copy("things", ("place",), [("a\x00b",)])
