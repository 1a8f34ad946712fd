"""The tree against published proofs, good and spoilt, and against the definition in RFC 6962."""

import base64
import json
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.seal.merkle import (
    EMPTY,
    Frontier,
    ProofWrong,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "merkle_proofs.json").read_text("utf-8"))
SIZES = range(1, 40)


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def root_by_definition(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(root_by_definition(hashes[:split]), root_by_definition(hashes[split:]))


def node_of(hashes: Sequence[bytes]) -> Callable[[int, int], bytes]:
    def node(level: int, index: int) -> bytes:
        return root_by_definition(hashes[index << level : (index + 1) << level])

    return node


def said(case: dict[str, Any], *names: str) -> list[bytes]:
    return [base64.b64decode(case[name] or "") for name in names]


def proof_of(case: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(each) for each in case["proof"] or ()]


def holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except ProofWrong:
        return False
    return True


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda case: str(case["case"]))
def test_published_inclusion_proofs_are_accepted_and_spoilt_ones_refused(case: dict[str, Any]) -> None:
    leaf, root = said(case, "leafHash", "root")
    is_good = holds(lambda: check_inclusion(leaf, case["leafIdx"], case["treeSize"], proof_of(case), root))
    assert is_good is not case["wantErr"]


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda case: str(case["case"]))
def test_published_consistency_proofs_are_accepted_and_spoilt_ones_refused(case: dict[str, Any]) -> None:
    old_root, new_root = said(case, "root1", "root2")
    check = lambda: check_consistency(case["size1"], case["size2"], proof_of(case), old_root, new_root)  # noqa: E731
    assert holds(check) is not case["wantErr"]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY == root_by_definition([])


@pytest.mark.parametrize("size", SIZES)
def test_a_tree_grown_leaf_by_leaf_is_the_tree_of_the_definition(size: int) -> None:
    assert root_of(leaves(size)) == root_by_definition(leaves(size))


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proved_to_be_in_the_tree_and_at_no_other_place(size: int) -> None:
    hashes = leaves(size)
    root = root_of(hashes)
    for index, leaf in enumerate(hashes):
        proof = inclusion_proof(node_of(hashes), index, size)
        check_inclusion(leaf, index, size, proof, root)
        others = [place for place in range(size) if place != index]
        assert not any(holds(partial(check_inclusion, leaf, at, size, proof, root)) for at in others)


@pytest.mark.parametrize("new", SIZES)
def test_every_earlier_tree_is_proved_to_be_a_beginning_and_no_other_tree_is(new: int) -> None:
    hashes = leaves(new)
    root, forged = root_of(hashes), root_of([*hashes[:-1], leaf_hash(b"forged")])
    for old in range(1, new + 1):
        proof = consistency_proof(node_of(hashes), old, new)
        check_consistency(old, new, proof, root_of(hashes[:old]), root)
        assert not holds(partial(check_consistency, old, new, proof, forged, root))


def test_every_spoilt_bit_of_a_proof_is_noticed() -> None:
    hashes = leaves(13)
    root = root_of(hashes)
    proof = inclusion_proof(node_of(hashes), 5, 13)
    for place, sibling in enumerate(proof):
        for bit in range(256):
            spoilt = (int.from_bytes(sibling, "big") ^ 1 << bit).to_bytes(32, "big")
            altered = [*proof[:place], spoilt, *proof[place + 1 :]]
            assert not holds(partial(check_inclusion, hashes[5], 5, 13, altered, root))


def test_a_frontier_goes_on_from_where_it_was_kept() -> None:
    hashes = leaves(37)
    first = Frontier()
    for leaf in hashes[:21]:
        first.append(leaf)
    second = Frontier(first.size, first.roots)
    for leaf in hashes[21:]:
        second.append(leaf)
    assert second.root == root_of(hashes)
    with pytest.raises(ValueError, match="another number"):
        Frontier(3, first.roots[:1])
