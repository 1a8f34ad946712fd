"""Statements to be signed: one from the field, and as many made-up ones as a test asks for."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.kernel.evidence import Evidence
from domain.kernel.identity import AttachmentId, CommandId, Commitment, StreamId
from domain.seal.statement import Signer, Statement, Subject

LETTERS = "隐患整改复查护栏松动教学楼三层走廊王䶮李𠮷陈强 aZ09,.;:\"\\/<>&'\n\té€ñ…—“”（）、。😀"


def a_statement() -> Statement:
    """The verification of a hazard in Qinghe: what a sign-off usually says."""
    return Statement(
        log="qinghe/bihuan",
        id=CommandId(UUID("0195d5a0-1111-7000-8000-000000000001")),
        action="hazard.verify",
        subject=Subject(stream=StreamId(UUID("0195d5a0-2222-7000-8000-000000000002")), ver=7, prev="ab" * 32),
        content={
            "asked": {"hazard": "0195d5a0-2222-7000-8000-000000000002", "found": "护栏已加固"},
            "basis": "witnessed",
        },
        attachments=(_evidence(random.Random(7)),),
        signer=Signer(person="0195d5a0-3333-7000-8000-000000000003", appointment=None, on_behalf_of=None),
        post="principal",
        unit="0195d5a0-4444-7000-8000-000000000004",
        display=Commitment("cd" * 32),
        locale="zh-CN",
        meaning="verification",
        claimed_at=datetime(2025, 3, 12, 2, 0, tzinfo=UTC),
        nonce="ef" * 32,
    )


def made_up_statements(count: int, seed: int) -> Iterator[Statement]:
    """So many statements with every field drawn from what may stand there; the same seed gives the same ones."""
    dice = random.Random(seed)
    for _ in range(count):
        yield replace(
            a_statement(),
            log=_text(dice, 12),
            id=CommandId(_uuid(dice)),
            action=_text(dice, 20),
            subject=Subject(
                stream=StreamId(_uuid(dice)), ver=dice.randrange(2**53), prev=dice.choice([None, _hex(dice)])
            ),
            content=_content(dice, depth=3),
            attachments=tuple(_evidence(dice) for _ in range(dice.randrange(3))),
            post=dice.choice([None, "principal", "guard"]),
            display=Commitment(_hex(dice)),
            claimed_at=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=dice.randrange(4 * 10**15)),
            nonce=_hex(dice),
        )


def _content(dice: random.Random, depth: int) -> Any:
    kind = dice.randrange(8 if depth else 6)
    if kind == 6:
        return [_content(dice, depth - 1) for _ in range(dice.randrange(5))]
    if kind == 7:
        return {_key(dice): _content(dice, depth - 1) for _ in range(dice.randrange(6))}
    bound = 2**53 - 1
    return (None, True, False, dice.randint(-bound, bound), dice.randrange(100), _text(dice, 40))[kind]


def _key(dice: random.Random) -> str:
    return "".join(dice.choices('abcdefghijklmnopqrstuvwxyz_ABC019-. "\\/', k=dice.randrange(9)))


def _text(dice: random.Random, most: int) -> str:
    return "".join(dice.choices(LETTERS, k=dice.randrange(most)))


def _uuid(dice: random.Random) -> UUID:
    return UUID(int=dice.getrandbits(128))


def _hex(dice: random.Random) -> str:
    return dice.randbytes(32).hex()


def _evidence(dice: random.Random) -> Evidence:
    return Evidence(
        attachment=AttachmentId(_uuid(dice)),
        ciphertext_sha256=_hex(dice),
        size=dice.randrange(10**9),
        kind="image/jpeg",
        commitment=Commitment(_hex(dice)),
    )
