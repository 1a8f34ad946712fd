"""The canonical form: the same bytes on every machine, and a refusal for whatever has none."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given

from domain.kernel.quantities import unreadable
from domain.record import OutsideTheProfile, canonical, digest, instant, plain
from tests.support.plain_values import VALUES


@given(VALUES)
def test_inside_the_profile_we_write_what_rfc_8785_writes(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value", [1.0, 2**53, -(2**53), float("nan"), {"é": 1}, "\x00", "\x1b", "\ud800", b"x", {1, 2}]
)
def test_outside_the_profile_nothing_is_written(value: Any) -> None:
    with pytest.raises(OutsideTheProfile):
        canonical({"value": value})


def test_an_instant_is_utc_with_six_decimals() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert instant(datetime(2026, 3, 1, 8, 0, tzinfo=shanghai)) == "2026-03-01T00:00:00.000000Z"
    assert instant(datetime(26, 3, 1, 8, 0, tzinfo=UTC)) == "0026-03-01T08:00:00.000000Z"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(OutsideTheProfile):
        instant(datetime(2026, 3, 1, 8, 0))  # noqa: DTZ001


def test_enumerations_are_stored_by_their_value() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert plain((Colour.RED,)) == ["red"]


def test_the_digest_is_sha_256_in_hex() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("name", ["王䶮", "李𠮷", "张\U00031350", "陈\U0002ebf0"])
def test_a_rare_name_is_stored_whatever_unicode_this_python_knows(name: str) -> None:
    """The last two came with Unicode 15.0 and 15.1."""
    assert unreadable(name) is None
    assert canonical({"name": name}) == rfc8785.dumps({"name": name})


@pytest.mark.parametrize(
    "character", ["\x00", "\x85", "\ud800", "\ufdd0", "\uffff", "\U0010fffe", "\u202a", "\u202e", "\u2066", "\u2069"]
)
def test_what_is_no_character_is_named(character: str) -> None:
    assert unreadable(f"护栏{character}") == f"U+{ord(character):04X}"
