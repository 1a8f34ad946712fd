"""Chance that falls the same way every time: each throw belongs to what it is about, not to the order of throws."""

from random import Random
from typing import TypeVar

T = TypeVar("T")

EDITION = 2
"""Edition of the made-up year. A change of what is made up is another edition, and other identifiers."""


def dice(*about: object) -> Random:
    """Chance for one matter; the same matter always has the same luck."""
    return Random("\x1f".join(map(str, (EDITION, *about))))  # noqa: S311 - nothing here is a secret


def weighted(chance: Random, choices: dict[T, float]) -> T:
    """One of the choices, each as likely as its weight says."""
    return chance.choices(tuple(choices), tuple(choices.values()))[0]
