"""Of CBOR the canonical form of authenticators is read and nothing else. Examples: RFC 8949, appendix A."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.signing.cbor import Item, NotCanonical, read, read_first
from api.trial.authenticator import cbor

ITEMS = st.recursive(
    st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.integers(-300, 300) | st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("00", 0),
        ("17", 23),
        ("1818", 24),
        ("18ff", 255),
        ("190100", 256),
        ("1903e8", 1000),
        ("1a000f4240", 1_000_000),
        ("1bffffffffffffffff", 2**64 - 1),
        ("20", -1),
        ("3903e7", -1000),
        ("f4", False),
        ("f5", True),
        ("f6", None),
        ("40", b""),
        ("4401020304", b"\x01\x02\x03\x04"),
        ("62c3bc", "ü"),
        ("63e6b0b4", "水"),
        ("83010203", [1, 2, 3]),
        ("a0", {}),
        ("a201020304", {1: 2, 3: 4}),
        ("a26161016162820203", {"a": 1, "b": [2, 3]}),
    ],
)
def test_what_authenticators_write_is_read(said: str, item: Item) -> None:
    assert read(bytes.fromhex(said)) == item


@pytest.mark.parametrize(
    "said",
    [
        "",
        "18",
        "1817",
        "1900ff",
        "1a0000ffff",
        "1b00000000ffffffff",
        "3800",
        "5800",
        "420a",
        "62c328",
        "82",
        "a101",
        "9f01ff",
        "5f4101ff",
        "bf0102ff",
        "7f6161ff",
        "f97e00",
        "fa47c35000",
        "fb3ff199999999999a",
        "f7",
        "f818",
        "f0",
        "ff",
        "c11a514b67b0",
        "c2420100",
        "1c",
        "0000",
        "a201020103",
        "a1f501",
        "a1f601",
        "a1410101",
        "a1810101",
        "a1a00101",
        "9bffffffffffffffff",
        "5bffffffffffffffff",
        "8181818181" + "01",
    ],
)
def test_whatever_else_is_refused(said: str) -> None:
    """Open lengths, longer forms, floats, tags, other keys, keys twice, too deep, cut off, and more than one item."""
    with pytest.raises(NotCanonical):
        read(bytes.fromhex(said))


def test_what_follows_the_first_item_is_handed_back() -> None:
    assert read_first(bytes.fromhex("a10102ffff")) == ({1: 2}, b"\xff\xff")


@given(ITEMS.filter(lambda item: _depth(item) <= 4))
def test_what_our_authenticator_writes_is_read_again(item: Item) -> None:
    assert read(cbor(item)) == item


@given(st.binary(max_size=60))
def test_bytes_of_whatever_kind_are_read_or_refused(data: bytes) -> None:
    try:
        read(data)
    except NotCanonical:
        return
    assert data


def _depth(item: object) -> int:
    inner = list(item.values()) if isinstance(item, dict) else item if isinstance(item, list) else None
    return 0 if inner is None else 1 + max((_depth(each) for each in inner), default=0)
