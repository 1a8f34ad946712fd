"""Whoever has the tiles has the tree: every root and proof is computed from them."""

import pytest

from domain.seal.merkle import Frontier, check_inclusion, fold, inclusion_proof, leaf_hash, range_root, root_of
from domain.seal.tiles import grown, node, path_of

Kept = dict[tuple[int, int], bytes]


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def kept(count: int, by: int) -> Kept:
    """Tiles of a tree that grew by so many leaves at a time."""
    tiles: Kept = {}
    hashes = leaves(count)
    for begin in range(0, count, by):
        added = hashes[begin : begin + by]
        for tile in list(grown(begin, added, lambda level, number: tiles[level, number])):
            tiles[tile.level, tile.number] = tile.hashes
    return tiles


@pytest.mark.parametrize("by", [1, 7, 255, 256, 257, 1000])
def test_tiles_are_the_same_however_the_tree_grew(by: int) -> None:
    assert kept(1500, by) == kept(1500, 1500)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 513, 1500])
def test_root_and_proofs_follow_from_the_tiles(size: int) -> None:
    tiles, hashes = kept(size, 100), leaves(size)

    def at(level: int, index: int) -> bytes:
        return node(lambda tile_level, number: tiles[tile_level, number], level, index)

    root = range_root(at, 0, size)
    assert root == root_of(hashes)
    for index in {0, size // 2, size - 1}:
        check_inclusion(hashes[index], index, size, inclusion_proof(at, index, size), root)


def test_the_frontier_follows_from_the_tiles() -> None:
    frontier = Frontier()
    for each in leaves(777):
        frontier.append(each)
    assert fold(frontier.roots) == root_of(leaves(777))


@pytest.mark.parametrize(
    ("number", "path"), [(0, "000"), (5, "005"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")]
)
def test_a_tiles_number_is_written_in_groups_of_three(number: int, path: str) -> None:
    assert path_of(number) == path
