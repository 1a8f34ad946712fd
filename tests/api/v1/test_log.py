"""The evident log over HTTP: a client with nothing but the key follows it, and proves what it was told."""

import base64
from threading import Event

import pytest

from api.seal.keys import verify_ed25519
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.seal.merkle import check_consistency, leaf_hash, root_of
from domain.seal.notes import NoteKey, read_checkpoint, read_note
from domain.seal.receipts import check_receipt, read_receipt
from tests.api.v1.conftest import Asking
from tests.support.programs import Program, problem


@pytest.fixture
def sealed(officer: Program) -> Program:
    """A log with everything sealed."""
    officer.report()
    run_sealer(officer.system, Event(), once=True)
    return officer


@pytest.fixture
def anybody(sealed: Program) -> Program:
    """Somebody without a token."""
    del sealed.client.headers["Authorization"]
    return sealed


def last(program: Program) -> int:
    """The position of the newest event: the officer's own report."""
    position = program.system.recorder.max_notification_id()
    assert position is not None
    return position


def hashes(program: Program, size: int) -> list[bytes]:
    """All leaf hashes, as a follower fetches them tile by tile."""
    found = b""
    for number in range(-(-size // 256)):
        width = min(256, size - number * 256)
        path = f"/log/tile/0/{number:03d}" + ("" if width == 256 else f".p/{width}")
        answer = program.get(path)
        assert answer.status_code == 200, answer.text
        found += answer.content
    return [found[place : place + 32] for place in range(0, len(found), 32)]


def test_a_client_with_the_key_alone_computes_the_root_that_was_signed(anybody: Program) -> None:
    key = NoteKey.read(anybody.get("/log/key").json()["key"])
    note = read_note(anybody.get("/log/checkpoint").text)
    checkpoint = read_checkpoint(note)
    assert note.signed_by(key, verify_ed25519) == 0
    assert root_of(hashes(anybody, checkpoint.size)) == checkpoint.root


def test_an_auditor_fetches_the_entries_whose_hashes_the_tiles_hold(sealed: Program, asking: Asking) -> None:
    size = read_checkpoint(read_note(sealed.get("/log/checkpoint").text)).size
    auditor = asking("dongcheng", Post.AUDITOR)
    content = auditor.get(f"/log/entries/000.p/{min(size, 255)}").content
    leaves, place = [], 0
    while place < len(content):
        length = int.from_bytes(content[place : place + 2], "big")
        leaves.append(content[place + 2 : place + 2 + length])
        place += 2 + length
    assert [leaf_hash(each) for each in leaves] == hashes(sealed, size)[: len(leaves)]


def test_entries_are_for_auditors_and_receipts_for_who_is_signed_in(sealed: Program) -> None:
    assert problem(sealed.get("/log/entries/000")) == (403, "no_power")
    assert sealed.get(f"/log/receipts/{last(sealed)}").status_code == 200
    del sealed.client.headers["Authorization"]
    assert sealed.get("/log/entries/000").status_code == 401
    assert sealed.get(f"/log/receipts/{last(sealed)}").status_code == 401


def test_nobody_gets_the_receipt_of_what_they_may_not_see(sealed: Program, asking: Asking) -> None:
    other = asking("no9", Post.HEAD)
    assert other.get(f"/log/receipts/{last(sealed)}").status_code == 404


def test_a_receipt_holds_by_itself(sealed: Program) -> None:
    key = NoteKey.read(sealed.get("/log/key").json()["key"])
    receipt = read_receipt(sealed.get(f"/log/receipts/{last(sealed)}").text)
    assert check_receipt(receipt, key, verify_ed25519).size > receipt.index == last(sealed) - 1


def test_growth_is_proved_between_two_heads_that_were_kept(sealed: Program) -> None:
    old = read_checkpoint(read_note(sealed.get("/log/checkpoint").text))
    sealed.report()
    run_sealer(sealed.system, Event(), once=True)
    new = read_checkpoint(read_note(sealed.get("/log/checkpoint").text))
    told = sealed.get(f"/log/consistency/{old.size}/{new.size}").json()
    proof = [base64.b64decode(each) for each in told["proof"]]
    check_consistency(old.size, new.size, proof, old.root, new.root)


def test_an_event_that_is_not_sealed_yet_says_so(sealed: Program) -> None:
    sealed.report()
    position = sealed.system.recorder.max_notification_id()
    assert problem(sealed.get(f"/log/receipts/{position}"))[1] == "not_sealed_yet"


@pytest.mark.parametrize(
    "path", ["0/0", "0/000.p/0", "0/000.p/257", "0/999", "0/x000", "1/000", "0/../0", "0/000.p/999"]
)
def test_a_tile_that_there_is_not_is_not_known(anybody: Program, path: str) -> None:
    assert anybody.get(f"/log/tile/{path}").status_code == 404
