"""The Merkle tree of the evident log: RFC 6962, 2.1, with SHA-256. Hashes are 32 bytes, leaves are counted from 0.

A tree of n leaves splits at the largest power of two below n; proofs are lists of sibling hashes, the lowest first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

HASH = 32
EMPTY = sha256(b"").digest()
"""Root of the tree without leaves."""

_LEAF, _NODE = sha256(b"\x00"), sha256(b"\x01")
"""Begun hashes of a leaf and of an inner node: to go on from a copy is quicker than to begin each time."""

NodeAt = Callable[[int, int], bytes]
"""Gives the root of the complete subtree of 2^level leaves that begins at leaf index · 2^level."""


class ProofWrong(Exception):
    """A proof does not lead from what is claimed to the root."""


def leaf_hash(content: bytes) -> bytes:
    """Hash of a leaf's content."""
    return sha256(b"\x00" + content).digest()


def leaf_hashes(contents: Iterable[bytes]) -> list[bytes]:
    """Hashes of many leaves' contents."""
    hashes, begun = list[bytes](), _LEAF.copy
    for content in contents:
        each = begun()
        each.update(content)
        hashes.append(each.digest())
    return hashes


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def node_hashes(row: Sequence[bytes]) -> list[bytes]:
    """The nodes above a row of an even number of hashes."""
    hashes, begun, both = list[bytes](), _NODE.copy, iter(row)
    for left, right in zip(both, both, strict=True):
        each = begun()
        each.update(left)
        each.update(right)
        hashes.append(each.digest())
    return hashes


class Frontier:
    """The roots of the complete subtrees of a growing tree, largest first: all that appending needs."""

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size = size
        self.roots = list(roots)
        if len(self.roots) != size.bit_count():
            raise ValueError("a tree of this size has another number of complete subtrees")

    def append(self, leaf: bytes) -> None:
        """Add a leaf's hash."""
        carry, size = leaf, self.size
        while size & 1:
            carry = sha256(b"\x01" + self.roots.pop() + carry).digest()
            size >>= 1
        self.roots.append(carry)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add many leaves' hashes, level by level: about three times as quick as one by one."""
        row, size, left, fresh = list(leaves), self.size, list(self.roots), list[bytes]()
        self.size += len(row)
        while row:
            if size & 1:
                row.insert(0, left.pop())
            if len(row) & 1:
                fresh.append(row.pop())
            row, size = node_hashes(row), size >> 1
        self.roots = [*left, *reversed(fresh)]

    @property
    def root(self) -> bytes:
        """Root of the tree as it is."""
        return fold(self.roots)


def fold(roots: Sequence[bytes]) -> bytes:
    """Root over complete subtrees, largest first."""
    if not roots:
        return EMPTY
    whole = roots[-1]
    for root in reversed(roots[:-1]):
        whole = node_hash(root, whole)
    return whole


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Root over leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root


def complete_subtrees(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Level and index of the largest complete subtrees that together are leaves begin … end - 1, from the left."""
    while begin < end:
        level = min((begin & -begin).bit_length() - 1 if begin else 62, (end - begin).bit_length() - 1)
        yield level, begin >> level
        begin += 1 << level


def range_root(node: NodeAt, begin: int, end: int) -> bytes:
    """Root of the subtree over leaves begin … end - 1, as it stands in a tree that splits there."""
    return fold([node(level, index) for level, index in complete_subtrees(begin, end)])


def inclusion_proof(node: NodeAt, index: int, size: int) -> list[bytes]:
    """Proof that a leaf is in the tree of this size (RFC 6962, 2.1.1); raises `ValueError` where it is not."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    proof: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            proof.append(range_root(node, middle, end))
            end = middle
        else:
            proof.append(range_root(node, begin, middle))
            begin = middle
    return proof[::-1]


def consistency_proof(node: NodeAt, old: int, new: int) -> list[bytes]:
    """Proof that the tree of the old size is a beginning of that of the new size (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} is no beginning of one of {new}")
    if old in (0, new):
        return []
    proof: list[bytes] = []
    begin, end, is_whole = 0, new, True
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            proof.append(range_root(node, middle, end))
            end = middle
        else:
            proof.append(range_root(node, begin, middle))
            begin, is_whole = middle, False
    if not is_whole:
        proof.append(range_root(node, begin, end))
    return proof[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `ProofWrong` unless the leaf hash is at its place in the tree with this root."""
    if not 0 <= index < size:
        raise ProofWrong("the leaf lies outside the tree")
    (whole,), place, last = _hashes([leaf]), index, size - 1
    for sibling in _hashes(proof):
        if not last:
            raise ProofWrong("the proof is too long")
        if place & 1 or place == last:
            whole = node_hash(sibling, whole)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            whole = node_hash(whole, sibling)
        place, last = place >> 1, last >> 1
    if last or whole != root:
        raise ProofWrong("the proof does not lead to the root")


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise `ProofWrong` unless the tree with the old root is a beginning of the one with the new root."""
    if not 0 < old <= new:
        raise ProofWrong("the later tree is smaller, or the earlier one is empty and proves nothing")
    if old == new:
        _check_same(proof, old_root, new_root)
        return
    hashes = _hashes([*proof, old_root, new_root])[:-2]
    if not old & (old - 1):
        hashes.insert(0, old_root)
    if not hashes:
        raise ProofWrong("the proof is too short")
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    earlier = later = hashes[0]
    for sibling in hashes[1:]:
        if not last:
            raise ProofWrong("the proof is too long")
        if place & 1 or place == last:
            earlier, later = node_hash(sibling, earlier), node_hash(sibling, later)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            later = node_hash(later, sibling)
        place, last = place >> 1, last >> 1
    if last or earlier != old_root or later != new_root:
        raise ProofWrong("the proof does not lead to both roots")


def _check_same(proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    if proof:
        raise ProofWrong("the proof is too long")
    if old_root != new_root:
        raise ProofWrong("two trees of one size have two roots")


def _split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << (size - 1).bit_length() - 1


def _hashes(said: Sequence[bytes]) -> list[bytes]:
    if any(len(each) != HASH for each in said):
        raise ProofWrong("a hash has 32 bytes")
    return list(said)
