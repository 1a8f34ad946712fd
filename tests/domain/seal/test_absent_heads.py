"""That a stream is not there is proved by what stands in its place."""

import pytest

from domain.seal.heads import Head, HeadTree, check_absent
from domain.seal.merkle import ProofWrong

HEADS = [Head(f"stream {number}", 1, "00" * 32) for number in range(40)]


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_a_stream_that_is_not_there_is_proved_absent(count: int) -> None:
    tree = HeadTree(HEADS[:count])
    for number in range(100):
        proof = tree.prove_absent(f"other {number}")
        check_absent(f"other {number}", proof.met, proof.beside, tree.root)


def test_a_stream_that_is_there_is_not() -> None:
    tree = HeadTree(HEADS)
    with pytest.raises(KeyError):
        tree.prove_absent("stream 3")
    for number in range(100):
        proof = tree.prove_absent(f"other {number}")
        with pytest.raises(ProofWrong):
            check_absent("stream 3", proof.met, proof.beside, tree.root)


def test_a_proof_is_about_its_own_corner_and_root() -> None:
    tree = HeadTree(HEADS)
    proof = tree.prove_absent("other 1")
    with pytest.raises(ProofWrong):
        check_absent("other 1", proof.met, proof.beside, bytes(32))
    with pytest.raises(ProofWrong):
        check_absent("other 1", proof.met, proof.beside[:-1], tree.root)
