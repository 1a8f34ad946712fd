"""Statements are written as RFC 8785 writes them, or not at all."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from domain.record import OutsideTheProfile, canonical
from domain.seal.dsse import Envelope, EnvelopeMalformed, Signature, read
from domain.seal.statement import PAYLOAD_TYPE, Statement, payload, said_by
from tests.support.statements import a_statement, made_up_statements

EXAMPLES = json.loads((Path(__file__).parents[2] / "data/signing/jcs.json").read_text("utf-8"))


def by_hand(statement: Statement) -> dict[str, Any]:
    """A statement as plain data, put together without the writer that is tested."""
    subject, signer = statement.subject, statement.signer
    return {
        "v": 1,
        "log": statement.log,
        "id": str(statement.id),
        "action": statement.action,
        "subject": {"stream": str(subject.stream), "ver": subject.ver, "prev": subject.prev},
        "content": statement.content,
        "attachments": [
            {
                "attachment": str(each.attachment),
                "ciphertext_sha256": each.ciphertext_sha256,
                "size": each.size,
                "kind": each.kind,
                "commitment": each.commitment,
            }
            for each in statement.attachments
        ],
        "signer": {
            "person": signer.person,
            "appointment": signer.appointment,
            "on_behalf_of": signer.on_behalf_of,
        },
        "post": statement.post,
        "unit": statement.unit,
        "display": statement.display,
        "locale": statement.locale,
        "meaning": statement.meaning,
        "claimed_at": statement.claimed_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "nonce": statement.nonce,
    }


def test_ten_thousand_statements_are_written_as_another_writer_of_rfc_8785_writes_them() -> None:
    for statement in made_up_statements(10_000, seed=8785):
        assert payload(statement) == rfc8785.dumps(by_hand(statement))


@pytest.mark.parametrize(
    "example", [each for each in EXAMPLES if "outside" not in each], ids=lambda example: example["name"]
)
def test_the_examples_of_rfc_8785_inside_our_profile_are_written_so(example: dict[str, str]) -> None:
    value = json.loads(example["input"])
    assert canonical(value).decode() == example.get("output", rfc8785.dumps(value).decode())


@pytest.mark.parametrize(
    "example", [each for each in EXAMPLES if "outside" in each], ids=lambda example: example["name"]
)
def test_the_examples_of_rfc_8785_outside_our_profile_are_refused(example: dict[str, str]) -> None:
    value = json.loads(example["input"])
    assert rfc8785.dumps(value).decode() == example["output"]
    with pytest.raises(OutsideTheProfile):
        canonical(value)


@pytest.mark.parametrize("number", [2**53, -(2**53)])
def test_the_first_integers_that_not_every_reader_can_hold_are_refused(number: int) -> None:
    """In appendix B of RFC 8785 they are written, as 4340000000000000 and c340000000000000 of IEEE 754."""
    with pytest.raises(OutsideTheProfile):
        canonical(number)


def test_a_statement_reads_back_as_it_was_written() -> None:
    assert said_by(_enveloped(payload(a_statement()))) == by_hand(a_statement())


@pytest.mark.parametrize(
    "change", [lambda said: b" " + said, lambda said: said[:-1] + b',"v":1}', lambda said: said[1:]]
)
def test_a_statement_written_another_way_says_nothing(change: Any) -> None:
    assert said_by(_enveloped(change(payload(a_statement())))) == {}


@pytest.mark.parametrize(
    "part",
    [
        {"payloadType": "\ud800"},
        {"payload": "QQ"[:1]},
        {"payload": "QR=="},
        {"signatures": []},
        {"signatures": [{"sig": 1}]},
        {"signatures": [{"sig": "QQ==", "keyid": "\udfff"}]},
        {"signatures": [{"sig": "QQ==", "client_data": "***"}]},
    ],
    ids=str,
)
def test_what_is_no_envelope_is_refused(part: dict[str, Any]) -> None:
    whole = {"payloadType": PAYLOAD_TYPE, "payload": b64encode(b"{}").decode(), "signatures": [{"sig": "QQ=="}]}
    assert read(json.dumps(whole)).payload == b"{}"
    with pytest.raises(EnvelopeMalformed):
        read(json.dumps({**whole, **part}))


def _enveloped(said: bytes) -> Envelope:
    return Envelope(payload_type=PAYLOAD_TYPE, payload=said, signature=Signature(key="", value=b""))
