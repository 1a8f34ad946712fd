"""A signature belongs under one event: moved to another hazard, version, log or act it is found out (R6)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.belonging import commands_for, differs, events_of, expected_of
from domain.hazard.commands import VerifyRectification
from domain.hazard.events import RectificationVerified
from domain.hazard.terms import Manner
from domain.kernel.circumstances import Basis, Happened
from domain.kernel.identity import CommandId, Disclosure, HazardId, StreamId, event_id
from domain.policy.signing_levels import LINES
from domain.record import Recorded, canonical
from domain.seal.dsse import Envelope, Signature
from domain.seal.statement import PAYLOAD_TYPE, content_of, said_by
from tests.domain.hazard.life import OFFICER, THURSDAY, signed

STREAM = StreamId(UUID(int=7))
COMMAND = CommandId(UUID(int=8))
NOW = datetime(2025, 3, 13, 2, tzinfo=UTC)
TEXT = Disclosure(value="待签名声明", salt="ab" * 32)
VERIFY = VerifyRectification(hazard=HazardId(STREAM), manner=Manner.REPAIRED, remarks="现场查看，符合要求")
VERIFIED = RectificationVerified(
    verified_on=THURSDAY,
    manner=Manner.REPAIRED,
    remarks="现场查看，符合要求",
    evidence=(),
    awaits_countersignature=False,
    by=signed(OFFICER),
)
RECORDED = Recorded(
    log="qinghe/bihuan",
    id=event_id(COMMAND, 0),
    stream=STREAM,
    ver=6,
    prev="cd" * 32,
    command=COMMAND,
    cause=None,
    correlation=COMMAND,
    actor=OFFICER,
    basis=Basis.WITNESSED,
    happened=Happened(at=NOW),
    claimed_at=NOW,
    received_at=NOW,
    device=None,
    event=VERIFIED,
)


def statement(**said: Any) -> dict[str, Any]:
    """The statement about this very event, with whatever is said otherwise."""
    return said_by(envelope(**said))


def envelope(**said: Any) -> Envelope:
    """The statement as it is signed."""
    about = {
        **expected_of(RECORDED),
        "action": "hazard.verify",
        "content": content_of(VERIFY, None, Basis.WITNESSED),
        "display": TEXT.commitment,
    }
    signature = Signature(key="", value=b"")
    return Envelope(payload_type=PAYLOAD_TYPE, payload=canonical(about | said), signature=signature)


def on(day: date) -> Recorded:
    """The event, said to have happened on a day."""
    return RECORDED._replace(happened=Happened(on=day))


def test_a_statement_about_the_event_belongs_under_it() -> None:
    assert differs(RECORDED, statement(), TEXT) is None


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("log", {"log": "somewhere/else"}),
        ("id", {"id": str(UUID(int=9))}),
        ("subject", {"subject": {"stream": str(STREAM), "ver": 4, "prev": "cd" * 32}}),
        ("subject", {"subject": {"stream": str(UUID(int=9)), "ver": 5, "prev": "cd" * 32}}),
        ("subject", {"subject": {"stream": str(STREAM), "ver": 5, "prev": "ef" * 32}}),
        ("signer", {"signer": {"person": str(UUID(int=9)), "appointment": None, "on_behalf_of": None}}),
        ("post", {"post": "head"}),
        ("unit", {"unit": str(UUID(int=9))}),
        ("claimed_at", {"claimed_at": "2025-03-12T02:00:00.000000Z"}),
        ("action", {"action": "hazard.reject"}),
        ("content", {"content": {"asked": {"manner": "removed"}, "basis": "witnessed", "happened": None}}),
        ("basis", {"content": content_of(VERIFY, None, Basis.CLAIMED)}),
        ("happened", {"content": content_of(VERIFY, Happened(on=THURSDAY), Basis.WITNESSED)}),
        ("display", {"display": "ef" * 32}),
    ],
)
def test_a_statement_about_something_else_is_told_by_the_part_in_which_it_differs(
    part: str, other: dict[str, Any]
) -> None:
    assert differs(RECORDED, statement(**other), TEXT) == part


def test_a_day_that_was_signed_is_the_day_of_the_event_and_no_other() -> None:
    signed_for = statement(content=content_of(VERIFY, Happened(on=THURSDAY), Basis.WITNESSED))
    assert differs(on(THURSDAY), signed_for, TEXT) is None
    assert differs(on(date(2025, 3, 1)), signed_for, TEXT) == "happened"
    assert differs(on(THURSDAY), statement(), TEXT) == "happened"


def test_true_is_not_taken_for_the_first_version() -> None:
    recorded = RECORDED._replace(ver=2)
    about = {"stream": str(STREAM), "ver": 1, "prev": "cd" * 32}
    assert differs(recorded, statement(subject=about), TEXT) is None
    assert differs(recorded, statement(subject=about | {"ver": True}), TEXT) == "subject"


def test_what_is_no_statement_of_ours_belongs_nowhere() -> None:
    assert differs(RECORDED, said_by(replace(envelope(), payload_type="text/plain")), TEXT) == "statement"
    assert differs(RECORDED, said_by(replace(envelope(), payload=envelope().payload + b" ")), TEXT) == "statement"


def test_an_erased_text_is_not_held_against_the_statement() -> None:
    assert differs(RECORDED, statement(display="ef" * 32), None) is None


def test_every_act_that_is_signed_says_to_which_event_it_comes() -> None:
    silent = [line.act for line in LINES if not events_of(line.act)]
    assert silent == ["hazard.take_over"], "a ledger's rows are taken over by nobody's signature"


def test_an_act_that_is_known_no_more_is_not_held_against_its_statement() -> None:
    assert events_of("hazard.forgotten") == frozenset()
    assert differs(RECORDED, statement(action="hazard.forgotten"), TEXT) is None
    assert commands_for("hazard.verified.v1") == ("hazard.verify",)
