"""The newest event of a stream cannot be left out: every head is proved under one root, and no older one is."""

from hashlib import sha256

import pytest

from domain.seal.heads import EMPTY, Head, HeadTree, check_head, root_over
from domain.seal.merkle import ProofWrong


def head(number: int, version: int = 1) -> Head:
    return Head(f"stream-{number}", version, sha256(f"{number}/{version}".encode()).hexdigest())


def test_without_streams_there_is_nothing_under_the_root() -> None:
    assert HeadTree().root == EMPTY


@pytest.mark.parametrize("count", [1, 2, 3, 17, 200])
def test_every_head_is_proved(count: int) -> None:
    tree = HeadTree(head(number) for number in range(count))
    for number in range(count):
        check_head(head(number), tree.prove(f"stream-{number}").beside, tree.root)


def test_the_root_says_nothing_of_the_order_in_which_streams_came() -> None:
    forward = HeadTree(head(number) for number in range(50))
    backward = HeadTree()
    for number in reversed(range(50)):
        backward.put_all([head(number, 1)])
    assert forward.root == backward.root


@pytest.mark.parametrize("count", [0, 1, 2, 3, 17, 200])
def test_the_root_needs_no_tree(count: int) -> None:
    heads = [head(number) for number in range(count)]
    assert root_over(reversed(heads)) == HeadTree(heads).root


def test_an_older_head_holds_no_more_when_the_stream_went_on() -> None:
    tree = HeadTree(head(number) for number in range(30))
    before = tree.prove("stream-7")
    tree.put_all([head(7, 2)])
    check_head(head(7, 2), tree.prove("stream-7").beside, tree.root)
    with pytest.raises(ProofWrong):
        check_head(head(7, 1), tree.prove("stream-7").beside, tree.root)
    with pytest.raises(ProofWrong):
        check_head(head(7, 1), before.beside, tree.root)


def test_heads_that_came_together_are_those_that_came_one_by_one() -> None:
    together = HeadTree(head(number, 2) for number in range(40))
    one_by_one = HeadTree()
    for number in range(40):
        one_by_one.put_all([head(number, 1)])
        one_by_one.put_all([head(number, 2)])
    assert together.root == one_by_one.root


def test_a_stream_that_is_not_there_is_not_proved() -> None:
    tree = HeadTree(head(number) for number in range(5))
    with pytest.raises(KeyError):
        tree.prove("stream-5")
    for number in range(5):
        with pytest.raises(ProofWrong):
            check_head(head(5), tree.prove(f"stream-{number}").beside, tree.root)


def test_every_spoilt_bit_of_a_proof_is_noticed() -> None:
    tree = HeadTree(head(number) for number in range(9))
    proof = tree.prove("stream-4").beside
    for place, sibling in enumerate(proof):
        for number in range(256):
            spoilt = (int.from_bytes(sibling, "big") ^ 1 << number).to_bytes(32, "big")
            with pytest.raises(ProofWrong):
                check_head(head(4), (*proof[:place], spoilt, *proof[place + 1 :]), tree.root)
