"""The heads of all streams under one root, so that the newest event of a stream cannot be left out unnoticed.

A binary tree over SHA-256 of the stream's identifier, the highest bit first, in which a subtree with a single stream
is that stream's leaf. What it holds of a stream is its version and the digest of its newest body. House design, after
the compact sparse trees of CONIKS; the checkpoint carries its root.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from domain.record import canonical
from domain.seal.merkle import HASH, ProofWrong

EMPTY = bytes(HASH)
"""Where there is no stream."""

DEEPEST = 256


class Head(NamedTuple):
    """The newest event of a stream."""

    stream: str
    """Identifier, as the bodies write it."""
    version: int
    digest: str
    """Hex SHA-256 of its body."""


class HeadProof(NamedTuple):
    """The hashes beside the way from the root to a stream's leaf, the highest first."""

    beside: tuple[bytes, ...]


class AbsenceProof(NamedTuple):
    """What stands where a stream would stand, and the hashes beside the way there, the highest first."""

    met: Head | None
    """The only stream in that corner; none where it is empty."""
    beside: tuple[bytes, ...]


def place_of(stream: str) -> bytes:
    """Where a stream stands: 256 bits that say left or right."""
    return sha256(stream.encode()).digest()


def head_hash(head: Head) -> bytes:
    """Hash of a stream's leaf; the place is bound by it too."""
    said = canonical({"digest": head.digest, "stream": head.stream, "ver": head.version})
    return sha256(b"\x02" + place_of(head.stream) + said).digest()


def joined(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return sha256(b"\x03" + left + right).digest()


def bit(place: bytes, depth: int) -> int:
    """Whether the way goes right (1) below a node of this depth."""
    return place[depth >> 3] >> (7 - (depth & 7)) & 1


class HeadTree:
    """All heads, changed one by one; every node's hash is kept, and `changed` tells those that are new.

    A node is named by its depth and the bits that lead to it.
    """

    def __init__(self, heads: Iterable[Head] = ()) -> None:
        self._heads: dict[bytes, Head] = {}
        self._leaves: dict[bytes, bytes] = {}
        self._count: dict[tuple[int, int], int] = {}
        self._hashes: dict[tuple[int, int], bytes] = {}
        self._only: dict[tuple[int, int], bytes] = {}
        self.put_all(heads)

    @property
    def root(self) -> bytes:
        """The root over all heads."""
        return self._hashes.get((0, 0), EMPTY)

    def put_all(self, heads: Iterable[Head]) -> None:
        """Take in newer heads; of one stream the last one counts."""
        newest = {place_of(head.stream): head for head in heads}
        changed = {place: head_hash(head) for place, head in newest.items()}
        self._heads.update(newest)
        fresh = [place for place in changed if place not in self._leaves]
        self._leaves.update(changed)
        for place in fresh:
            self._enter(place)
        self._renew(changed)

    def head(self, stream: str) -> Head:
        """The newest event of a stream; raises `KeyError` for one that is not there."""
        return self._heads[place_of(stream)]

    def prove(self, stream: str) -> HeadProof:
        """What leads from the root to a stream; raises `KeyError` for one that is not there."""
        place = place_of(stream)
        if place not in self._leaves:
            raise KeyError(stream)
        beside, depth = [], 0
        while self._count[_node(place, depth)] > 1:
            beside.append(self._hashes.get(_node(place, depth + 1, other=True), EMPTY))
            depth += 1
        return HeadProof(tuple(beside))

    def prove_absent(self, stream: str) -> "AbsenceProof":
        """What shows that a stream is not there: the only other one in its corner of the tree, or an empty corner."""
        place, beside, depth = place_of(stream), [], 0
        if place in self._leaves:
            raise KeyError(stream)
        while self._count.get(_node(place, depth), 0) > 1:
            beside.append(self._hashes.get(_node(place, depth + 1, other=True), EMPTY))
            depth += 1
        met = self._only.get(_node(place, depth))
        return AbsenceProof(self._heads[met] if met else None, tuple(beside))

    def _enter(self, place: bytes) -> None:
        """Count a new stream on its way down, and the one that it meets alone one level further."""
        depth = 0
        while True:
            node = _node(place, depth)
            count = self._count.get(node, 0)
            self._count[node] = count + 1
            if count == 0:
                self._only[node] = place
                return
            if count == 1:
                met = self._only.pop(node)
                below = _node(met, depth + 1)
                self._count[below] = 1
                self._only[below] = met
                self._hashes[below] = self._leaves[met]
            depth += 1

    def _renew(self, changed: Mapping[bytes, bytes]) -> None:
        """Hash anew from the changed leaves up, each node once."""
        levels: dict[int, set[tuple[int, int]]] = {}
        for place, leaf in changed.items():
            depth = 0
            while self._count[_node(place, depth)] > 1:
                levels.setdefault(depth, set()).add(_node(place, depth))
                depth += 1
            self._hashes[_node(place, depth)] = leaf
        for depth in sorted(levels, reverse=True):
            for node in levels[depth]:
                left, right = (depth + 1, node[1] << 1), (depth + 1, node[1] << 1 | 1)
                self._hashes[node] = joined(self._hashes.get(left, EMPTY), self._hashes.get(right, EMPTY))


def root_over(heads: Iterable[Head]) -> bytes:
    """The root that a tree of these heads has, one of each stream; without the tree, for whoever needs no more."""
    leaves = sorted((place_of(head.stream), head_hash(head)) for head in heads)

    def root(begin: int, end: int, depth: int) -> bytes:
        if end - begin < 2:
            return leaves[begin][1] if begin < end else EMPTY
        middle = bisect_left(leaves, 1, begin, end, key=lambda leaf: bit(leaf[0], depth))
        return joined(root(begin, middle, depth + 1), root(middle, end, depth + 1))

    return root(0, len(leaves), 0)


def _node(place: bytes, depth: int, *, other: bool = False) -> tuple[int, int]:
    bits = int.from_bytes(place, "big") >> DEEPEST - depth if depth else 0
    return depth, bits ^ 1 if other else bits


def check_head(head: Head, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `ProofWrong` unless this is the newest event of its stream under the root."""
    if _led(place_of(head.stream), head_hash(head), proof) != root:
        raise ProofWrong("this is not the newest event of the stream")


def _led(place: bytes, whole: bytes, proof: Sequence[bytes]) -> bytes:
    """The root to which hashes beside the way lead from a node."""
    if len(proof) > DEEPEST or any(len(each) != HASH for each in proof):
        raise ProofWrong("the proof of the stream's head is malformed")
    for depth in range(len(proof) - 1, -1, -1):
        sibling = proof[depth]
        whole = joined(sibling, whole) if bit(place, depth) else joined(whole, sibling)
    return whole


def check_absent(stream: str, met: Head | None, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `ProofWrong` unless there is no such stream under the root."""
    place = place_of(stream)
    if met is not None:
        corner = [bit(place_of(met.stream), depth) for depth in range(min(len(proof), DEEPEST))]
        if met.stream == stream or corner != [bit(place, depth) for depth in range(len(corner))]:
            raise ProofWrong("the proof is about another corner of the tree")
        check_head(met, proof, root)
    elif _led(place, EMPTY, proof) != root:
        raise ProofWrong("the stream may be there")
