"""The tree's hashes in tiles of 256, as C2SP tlog-tiles has them: a tile of level 1 holds roots of full tiles below.

Whoever has the tiles can compute every proof; the last tile of each level may be partly filled.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from domain.seal.merkle import HASH, node_hashes

HEIGHT = 8
WIDTH = 1 << HEIGHT

Read = Callable[[int, int], bytes]
"""Gives the hashes of a tile by level and number, as far as it is filled, one after the other."""


class Tile(NamedTuple):
    """A tile with its hashes, one after the other."""

    level: int
    number: int
    hashes: bytes


def grown(size: int, leaves: Iterable[bytes], read: Read) -> Iterator[Tile]:
    """The tiles that change when leaves are added to a tree of this size, the lowest level first."""
    added, begin, level = list(leaves), size, 0
    while added:
        full: list[bytes] = []
        first = begin >> HEIGHT
        held = read(level, first) if begin % WIDTH else b""
        hashes = held[: begin % WIDTH * HASH] + b"".join(added)
        for place in range(0, len(hashes), WIDTH * HASH):
            tile = Tile(level, first + place // (WIDTH * HASH), hashes[place : place + WIDTH * HASH])
            yield tile
            if len(tile.hashes) == WIDTH * HASH:
                full.append(root_of_tile(tile.hashes))
        added, begin, level = full, first, level + 1


def root_of_tile(hashes: bytes) -> bytes:
    """Root over a full tile, or over any complete subtree of it."""
    row = [hashes[place : place + HASH] for place in range(0, len(hashes), HASH)]
    while len(row) > 1:
        row = node_hashes(row)
    return row[0]


def tile_with(level: int, index: int) -> tuple[int, int]:
    """Level and number of the tile in which a complete subtree lies."""
    tile_level, above = divmod(level, HEIGHT)
    return tile_level, (index << above) // WIDTH


def node(read: Read, level: int, index: int) -> bytes:
    """The root of a complete subtree, from the tile it lies in."""
    tile_level, number = tile_with(level, index)
    count = 1 << level % HEIGHT
    place = index * count % WIDTH
    hashes = read(tile_level, number)[place * HASH : (place + count) * HASH]
    if len(hashes) != count * HASH:
        raise LookupError(f"tile {tile_level}/{number} has no hash {place}")
    return root_of_tile(hashes)


def path_of(number: int) -> str:
    """A tile's number in addresses: groups of three digits, all but the last with an x before them."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))
