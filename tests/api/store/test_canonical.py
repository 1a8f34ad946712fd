"""The faster writer and reader of canonical JSON do what the domain's do, and refuse what they refuse."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.bundles.verify import parsed
from api.store import canonical as fast
from domain import record
from tests.support.plain_values import VALUES

SPOILT = [
    b"",
    b" {}",
    b"{} ",
    b"1.0",
    b"1e3",
    b"-0",
    b"01",
    b"NaN",
    b"9007199254740992",
    b"9" * 30,
    b'{"b":1,"a":1}',
    b'{"a":1,"a":1}',
    b'{"a":1,"a":2}',
    b'{"\\u0061":1}',
    '{"名":1}'.encode(),
    b'"\\u540d"',
    b'"\\/"',
    b'"\\u0000"',
    b'"\\u001b"',
    b'"\\ud800"',
    b'"\xff"',
    b'"\x7f"',
    '"\u202e"'.encode(),
    b'"\t"',
    b"\xef\xbb\xbf{}",
    b"[" * 65 + b"]" * 65,
    b"[" * 990 + b"]" * 990,
    b"[" * 3_000 + b"]" * 3_000,
]
"""Close to canonical JSON, and none."""


verifier: Callable[[bytes], Any] = parsed
"""Of a bundle: it imports nothing of ours."""


def outcome(reader: Callable[[bytes], Any], content: bytes) -> tuple[bool, Any]:
    """What is read, with the kind of each value, or that it is refused."""
    try:
        return True, repr(reader(content))
    except (ValueError, RecursionError):
        return False, None


@given(VALUES)
def test_both_write_the_same_and_read_it_again(value: Any) -> None:
    written = record.canonical(value)
    assert fast.write(record.plain(value)) == written
    assert fast.read(written) == record.read(written) == value


@pytest.mark.parametrize("content", SPOILT, ids=lambda content: repr(content[:24]))
def test_both_refuse_what_is_never_written(content: bytes) -> None:
    assert outcome(record.read, content) == outcome(fast.read, content) == (False, None)


def test_as_many_levels_are_read_as_the_bundle_s_own_verifier_reads() -> None:
    deepest = b"[" * record.DEEPEST + b"1" + b"]" * record.DEEPEST
    assert fast.read(deepest) == record.read(deepest) == verifier(deepest)
    with pytest.raises(ValueError, match="deeply"):
        verifier(b"[" + deepest + b"]")
    assert outcome(record.read, b"[" + deepest + b"]") == (False, None)


@given(VALUES, st.data())
@example({"a": "\u2028\u2029\ufeff"}, None)
def test_of_a_spoilt_byte_both_think_the_same(value: Any, data: st.DataObject | None) -> None:
    written = bytearray(record.canonical(value))
    if data is not None:
        place = data.draw(st.integers(0, len(written) - 1))
        written[place] = data.draw(st.integers(0, 255))
    assert outcome(record.read, bytes(written)) == outcome(fast.read, bytes(written))
