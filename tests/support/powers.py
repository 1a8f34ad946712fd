"""The table of powers as data: a line a command, a column a post, in each cell how far the post has the power.

`python -m tests.support.powers` writes it anew: a change of powers is then a change of `tests/data/powers.csv`, in
sight of whoever reads the commit.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from domain.appointment.posts import Post
from domain.appointment.powers_table import POWERS
from domain.appointment.reach import Reach

PATH = Path(__file__).parents[1] / "data" / "powers.csv"
LETTERS = {Reach.OWN: "o", Reach.SUBTREE: "s", Reach.RELATION: "r", Reach.ASSIGNED: "a"}
"""Own unit, subtree below it (own unit included), relation beside the tree, assigned."""

NONE = "-"
HEADINGS = ("command", *(post.value for post in Post), "besides people")


def cell(command: str, post: Post) -> str:
    """The reaches by which a post has a power."""
    return "".join(letter for reach, letter in LETTERS.items() if post in POWERS[command].posts(reach)) or NONE


def line(command: str) -> tuple[str, ...]:
    """A command's line as the table has it now."""
    kinds = " ".join(sorted(POWERS[command].kinds)) or NONE
    return (command, *(cell(command, post) for post in Post), kinds)


def pinned() -> Iterator[tuple[str, ...]]:
    """The lines as they were pinned, in their order."""
    with PATH.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        assert tuple(next(rows)) == HEADINGS
        yield from (tuple(row) for row in rows)


def main() -> None:
    """Pin the table as it is."""
    with PATH.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(line(command) for command in sorted(POWERS))


if __name__ == "__main__":
    main()
