"""What is kept of the tree beside the log: the tiles above the leaves, and how far it is said to be."""

from collections.abc import Iterator
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.sealing import frontier_of, node_in, tile_of
from domain.seal.merkle import complete_subtrees
from domain.seal.tiles import HEIGHT, WIDTH, root_of_tile


class TreeFault(NamedTuple):
    """The first thing in the tree that the leaves do not bear out, and the first event below it."""

    code: str
    position: int
    told: str


def fault_in_tree(connection: Connection[TupleRow], covered: int) -> TreeFault | None:
    """Held against the leaves, which are taken to be right; `covered` is the size of the newest checkpoint."""
    kept = frontier_of(connection)
    for level, number, count in tiles_above(kept.size):
        below = (tile_of(connection, level - 1, number * WIDTH + place) for place in range(count))
        expected = b"".join(root_of_tile(each) if each else b"" for each in below)
        if tile_of(connection, level, number) != expected:
            first = (number << HEIGHT * (level + 1)) + 1
            return TreeFault("tile_differs", first, f"tile {level}/{number} is not made of the tiles below it")
    node = node_in(connection)
    if kept.size < covered or kept.roots != [node(level, index) for level, index in complete_subtrees(0, kept.size)]:
        return TreeFault(
            "state_differs", kept.size, "how far the tree is said to be is not what its tiles and heads say"
        )
    return None


def tiles_above(size: int) -> Iterator[tuple[int, int, int]]:
    """Level and number of every tile above the leaves of a tree of this size, and how many hashes it holds."""
    level, width = 1, size >> HEIGHT
    while width:
        for number in range(-(-width // WIDTH)):
            yield level, number, min(WIDTH, width - number * WIDTH)
        level, width = level + 1, width >> HEIGHT
