"""Signed notes, checkpoints, cosignatures and receipts, in C2SP's forms."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.seal.merkle import EMPTY, ProofWrong, inclusion_proof, leaf_hash, root_of
from domain.seal.notes import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Note,
    NoteKey,
    NoteSignature,
    NoteWrong,
    cosignature,
    cosigned,
    cosigners,
    read_checkpoint,
    read_note,
)
from domain.seal.receipts import Receipt, check_receipt, read_receipt
from tests.domain.seal.test_merkle import node_of

LOG = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
LOG_KEY = NoteKey("bihuan/qinghe", ED25519, LOG.public_key().public_bytes_raw())
WITNESS_KEY = NoteKey("witness.example/city", COSIGNATURE, WITNESS.public_key().public_bytes_raw())
EXAMPLE = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
"""The key of Go's sumdb/note example."""
EXAMPLE_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signed(checkpoint: Checkpoint, at: int | None = None) -> Note:
    note = Note(checkpoint.text, ())
    note = note.with_signatures([NoteSignature(LOG_KEY.name, LOG_KEY.id, LOG.sign(note.text.encode()))])
    if at is None:
        return note
    return note.with_signatures([cosignature(WITNESS_KEY, at, WITNESS.sign(cosigned(note.text, at)))])


HEAD = Checkpoint(origin=LOG_KEY.name, size=3, root=root_of([leaf_hash(b"a")]), heads=EMPTY)


def test_the_example_of_the_go_library_is_a_note_that_fits_its_key() -> None:
    assert NoteKey.read(EXAMPLE).told == EXAMPLE
    note = read_note(EXAMPLE_NOTE)
    assert note.written == EXAMPLE_NOTE
    assert note.signed_by(NoteKey.read(EXAMPLE), verify) == 0


def test_a_changed_text_does_not_fit_its_signature() -> None:
    note = read_note(EXAMPLE_NOTE.replace("answer", "Answer"))
    with pytest.raises(NoteWrong, match="does not fit"):
        note.signed_by(NoteKey.read(EXAMPLE), verify)


def test_a_checkpoint_is_read_as_it_was_written_with_every_signature() -> None:
    note = read_note(signed(HEAD, 1_772_413_200).written)
    assert read_checkpoint(note) == HEAD
    assert note.signed_by(LOG_KEY, verify) == 0
    assert cosigners(note, [WITNESS_KEY], verify) == {WITNESS_KEY: 1_772_413_200}


def test_a_cosignature_is_for_its_time_and_this_head_only() -> None:
    note = signed(HEAD, 1_772_413_200)
    log, witness = note.signatures
    later = witness._replace(value=(1_772_413_201).to_bytes(8, "big") + witness.value[8:])
    for wrong in (
        Note(note.text, (log, later)),
        Note(note.text.replace("\n3\n", "\n4\n"), (log, witness)),
        Note(note.text, (log, witness._replace(value=witness.value[:-1]))),
    ):
        with pytest.raises(NoteWrong):
            wrong.signed_by(WITNESS_KEY, verify)


def test_a_key_nobody_signed_with_is_told_apart_from_one_that_does_not_fit() -> None:
    assert signed(HEAD).signed_by(WITNESS_KEY, verify) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "text without signatures\n",
        "text\n\n- PeterNeumann x08go/ZJ\n",
        "text\n\n— PeterNeumann !!!\n",
        "text\r\n\n— a AAAAAAAA\n",
        "text\n\n— a AAAAAAAA",
        "text\n\n— a b AAAAAAAA\n",
        "x" * 70_000 + "\n\n— a AAAAAAAA\n",
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteWrong):
        read_note(text)


@pytest.mark.parametrize(
    "text",
    [
        HEAD.text.replace("\n3\n", "\n03\n"),
        HEAD.text.replace("\n3\n", "\n-3\n"),
        HEAD.text.replace("heads ", "Heads "),
        HEAD.text + "more\n",
        HEAD.text.replace("=", ""),
        "\n" + HEAD.text,
    ],
)
def test_a_checkpoint_can_be_written_in_one_way_only(text: str) -> None:
    with pytest.raises(NoteWrong):
        read_checkpoint(Note(text, ()))


@pytest.mark.parametrize("told", ["", "a+b", "a+00000000+AAAA", EXAMPLE.replace("c74f", "c74e"), EXAMPLE + "A"])
def test_what_is_no_verifiers_key_is_refused(told: str) -> None:
    with pytest.raises(NoteWrong):
        NoteKey.read(told)


@pytest.fixture
def receipt() -> Receipt:
    """A receipt for the fourth of seven leaves."""
    leaves = [str(number).encode() for number in range(7)]
    hashes = [leaf_hash(each) for each in leaves]
    head = Checkpoint(origin=LOG_KEY.name, size=7, root=root_of(hashes), heads=EMPTY)
    return Receipt(3, tuple(inclusion_proof(node_of(hashes), 3, 7)), signed(head, 1_772_413_200), leaves[3])


def test_a_receipt_is_read_as_it_was_written_and_holds(receipt: Receipt) -> None:
    again = read_receipt(receipt.written)
    assert again == receipt
    assert check_receipt(again, LOG_KEY, verify).size == 7


def test_no_character_of_a_receipt_can_be_changed_but_in_cosignatures_of_unknown_witnesses(receipt: Receipt) -> None:
    written = receipt.written
    kept = written.index("— witness")
    for place in range(kept):
        other = "A" if written[place] != "A" else "B"
        with pytest.raises((NoteWrong, ProofWrong)):
            check_receipt(read_receipt(written[:place] + other + written[place + 1 :]), LOG_KEY, verify)


def test_a_receipt_of_another_log_is_refused(receipt: Receipt) -> None:
    other = NoteKey("bihuan/elsewhere", ED25519, LOG_KEY.public_key)
    with pytest.raises(NoteWrong, match="did not sign"):
        check_receipt(receipt, other, verify)
