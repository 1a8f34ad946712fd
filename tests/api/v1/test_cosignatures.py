"""Witnesses that come by: they fetch the head, check it by the tiles, and hand their cosignature in at `/v1`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from api.seal.keys import verify_ed25519
from api.system import System
from api.witness.reaching import CosignatureNotTaken, LogReached
from api.witness.visiting import visit, visit_all
from api.witness.witness import Witness
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.seal.notes import cosigners, read_note
from tests.support.programs import Program, problem
from tests.support.serving import serving
from tests.support.witnessing import asking, witness_of


@pytest.fixture
def witness(settled_trial: System, tmp_path: Path) -> Witness:
    return witness_of(settled_trial, tmp_path / "witness")


@pytest.fixture
def log(settled_trial: System, witness: Witness) -> System:
    """The sealed district, whose policy names the witness at an address nobody asks."""
    run_sealer(settled_trial, Event(), once=True)
    return asking(settled_trial, (witness, "http://127.0.0.1:1"))


@pytest.fixture
def address(log: System) -> Iterator[str]:
    with serving(log) as served:
        yield served


def test_what_a_witness_hands_in_is_shown_with_the_head(log: System, witness: Witness, address: str) -> None:
    for _ in range(2):
        (came,) = visit_all(witness, [LogReached(address)])
        assert (came.refusal, came.untaken) == (None, None)
        note = LogReached(address).newest()
        assert list(cosigners(note, [witness.key.key], verify_ed25519)) == [witness.key.key]
        Program(log, "no3", Post.SAFETY_OFFICER).report()
        run_sealer(log, Event(), once=True)


def test_whoever_is_not_in_the_logs_policy_is_refused_in_words(
    log: System, witness: Witness, address: str, tmp_path: Path
) -> None:
    other = witness_of(log, tmp_path / "other", "witness.example/other")
    with pytest.raises(CosignatureNotTaken, match="does not name this witness"):
        LogReached(address).hand_in(visit(other, LogReached(address)))
    stranger = Program(log, "no3", Post.SAFETY_OFFICER)
    del stranger.client.headers["Authorization"]
    posted = stranger.client.post("/v1/log/cosignatures", content=visit(other, LogReached(address)).written)
    assert problem(posted) == (403, "cosignature_unknown")


@pytest.mark.parametrize("body", [b"", b"\xff", b"nothing\n\n", b"a\n1\nb\n\n\xe2\x80\x94 a AAAAAAA=\n"])
def test_what_is_no_head_is_malformed(log: System, body: bytes) -> None:
    program = Program(log, "no3", Post.SAFETY_OFFICER)
    assert problem(program.client.post("/v1/log/cosignatures", content=body)) == (422, "witness_asked_wrong")
    too_long = program.client.post("/v1/log/cosignatures", content=b"x" * 70_000)
    assert problem(too_long) == (413, "body_too_large")


def test_without_a_policy_nobody_cosigns(log: System, witness: Witness, address: str) -> None:
    note = visit(witness, LogReached(address))
    alone = replace(log, settings=replace(log.settings, witnesses=None))
    program = Program(alone, "no3", Post.SAFETY_OFFICER)
    assert problem(program.client.post("/v1/log/cosignatures", content=note.written))[1] == "cosignature_unknown"
    assert read_note(note.written).signatures[0].name == "witness.example/city"
