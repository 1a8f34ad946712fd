"""What a witness asks before it cosigns: pure rules, no network, no files."""

from collections.abc import Callable

import pytest

from api.seal.keys import verify_ed25519
from domain.kernel.refusals import Refusal
from domain.seal.merkle import EMPTY, HASH
from domain.seal.notes import Checkpoint, Note, NoteKey, read_note
from domain.seal.witnessing import (
    Submission,
    TreeHead,
    WitnessAskedWrong,
    WitnessCheckpointUnsigned,
    WitnessHistoryRewritten,
    WitnessLogUnknown,
    WitnessRollback,
    WitnessSizeOther,
    check_growth,
    check_not_behind,
    check_signed,
    read_submission,
    read_tree_head,
)
from tests.support.logs import SmallLog, rewritten

QINGHE = SmallLog("bihuan/qinghe", 600)
DONGCHENG = SmallLog("bihuan/dongcheng", 5, key=b"d" * 32)


def head(note: Note, *keys: NoteKey) -> TreeHead:
    return check_signed(note, keys or (QINGHE.key, DONGCHENG.key), verify_ed25519)


def grow(log: SmallLog, old: int, new: int, seen: Note | None, proof: tuple[bytes, ...] | None = None) -> None:
    """What happens when a log hands in its head of the new size to whoever cosigned `seen`."""
    submission = log.submission(old, new)
    if proof is not None:
        submission = submission._replace(proof=proof)
    check_growth(read_tree_head(seen) if seen else None, head(submission.note), submission)


@pytest.mark.parametrize(("old", "new"), [(1, 2), (1, 600), (255, 256), (256, 257), (300, 599), (512, 600), (7, 7)])
def test_a_head_that_only_adds_to_the_last_is_good(old: int, new: int) -> None:
    grow(QINGHE, old, new, QINGHE.head(old))


def test_the_first_head_of_a_log_is_good_without_a_proof() -> None:
    grow(QINGHE, 0, 300, None)
    with pytest.raises(WitnessHistoryRewritten):
        grow(QINGHE, 0, 300, None, proof=(bytes(HASH),))


def test_an_empty_tree_has_the_empty_root() -> None:
    for root, is_good in ((EMPTY, True), (bytes(HASH), False)):
        said = TreeHead("bihuan/qinghe", 0, root, None)
        submission = Submission(0, (), QINGHE.head(1))
        if is_good:
            check_growth(None, said, submission)
        else:
            with pytest.raises(WitnessHistoryRewritten):
                check_growth(None, said, submission)


def test_another_past_is_refused_at_the_same_and_at_a_larger_size() -> None:
    other = rewritten(QINGHE, [41])
    for new in (300, 301, 600):
        with pytest.raises(WitnessHistoryRewritten) as refused:
            grow(other, 300, new, QINGHE.head(300))
        assert refused.value.places["cosigned"] == 300


def test_one_tree_with_two_roots_over_the_streams_is_refused() -> None:
    first = QINGHE.head(300)
    said = read_tree_head(first)
    checkpoint = Checkpoint(origin=said.origin, size=300, root=said.root, heads=EMPTY)
    second = Note(checkpoint.text, (QINGHE.signer.sign(checkpoint.text),))
    with pytest.raises(WitnessHistoryRewritten):
        check_growth(said, head(second), Submission(300, (), second))


def test_every_hash_of_a_proof_counts() -> None:
    proof = QINGHE.submission(300, 600).proof
    assert len(proof) > 5
    for place in range(len(proof)):
        spoilt = (*proof[:place], bytes(HASH), *proof[place + 1 :])
        for wrong in (spoilt, (*proof[:place], *proof[place + 1 :]), (*proof, bytes(HASH))):
            with pytest.raises(WitnessHistoryRewritten):
                grow(QINGHE, 300, 600, QINGHE.head(300), proof=wrong)


def test_a_proof_from_elsewhere_is_told_where_to_begin() -> None:
    for old in (0, 299, 301):
        with pytest.raises(WitnessSizeOther) as refused:
            grow(QINGHE, old, 400, QINGHE.head(300))
        assert refused.value.places == {"size": 300}


def test_an_old_size_beyond_the_head_is_malformed() -> None:
    submission = Submission(301, (), QINGHE.head(300))
    with pytest.raises(WitnessAskedWrong):
        check_growth(read_tree_head(QINGHE.head(301)), head(submission.note), submission)


def test_a_log_that_shows_less_than_was_cosigned_went_back() -> None:
    with pytest.raises(WitnessRollback) as refused:
        check_not_behind(read_tree_head(QINGHE.head(300)), read_tree_head(QINGHE.head(299)))
    assert refused.value.places == {"origin": "bihuan/qinghe", "size": 299, "cosigned": 300}
    check_not_behind(read_tree_head(QINGHE.head(300)), read_tree_head(QINGHE.head(300)))
    check_not_behind(None, read_tree_head(QINGHE.head(1)))


def test_a_log_that_no_policy_names_is_not_known() -> None:
    with pytest.raises(WitnessLogUnknown):
        head(QINGHE.head(3), DONGCHENG.key)


def test_another_key_under_the_same_name_signs_nothing() -> None:
    forged = SmallLog(QINGHE.key.name, 3, key=b"f" * 32)
    for note in (forged.head(3), Note(QINGHE.head(3).text, ()), Note(QINGHE.head(4).text, QINGHE.head(3).signatures)):
        with pytest.raises(WitnessCheckpointUnsigned):
            head(note)
    assert head(forged.head(3), QINGHE.key, forged.key).size == 3, "either of two keys of one log will do"


def test_a_key_of_one_log_signs_no_head_of_another() -> None:
    note = Note(QINGHE.head(3).text, (DONGCHENG.signer.sign(QINGHE.head(3).text),))
    with pytest.raises(WitnessCheckpointUnsigned):
        head(note)


def test_checkpoints_of_other_logs_are_read_whatever_lines_follow() -> None:
    said = read_tree_head(
        read_note("go.sum\n2\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nanything\n\n— a AAAAAAA=\n")
    )
    assert (said.origin, said.size, said.root, said.heads) == ("go.sum", 2, EMPTY, None)


def test_a_submission_reads_as_it_was_written() -> None:
    submission = QINGHE.submission(300, 600)
    assert read_submission(submission.written) == submission
    assert read_submission(QINGHE.submission(0, 600).written).proof == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text.replace("old 300", "old 0300"),
        lambda text: text.replace("old 300", "old -1"),
        lambda text: text.replace("old 300", "older 300"),
        lambda text: text.replace("old 300\n", "old 300\n" + "AAAA\n"),
        lambda text: text.replace("old 300\n", "old 300\n" + f"{'A' * 43}=\n" * 63),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text[:-1],
        lambda text: text.replace("—", "-"),
    ],
)
def test_what_is_no_submission_is_malformed(spoil: Callable[[str], str]) -> None:
    with pytest.raises(Refusal) as refused:
        read_submission(spoil(QINGHE.submission(300, 600).written))
    assert refused.value.code() == "witness_asked_wrong"
