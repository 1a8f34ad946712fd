"""Entity tags: the version of what was read, between quotes, and the one somebody has seen."""

import re

from domain.kernel.refusals import Malformed


class TagUnusable(Malformed):
    """An `If-Match` that no answer of ours ever carried."""

    sentence = '{where}: give one entity tag as it was answered, for example "7", or *.'


def tag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def seen_version(if_match: str | None) -> int | None:
    """The version that an `If-Match` names; none where any will do."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = re.fullmatch(r'"(\d{1,15})"', if_match.strip(), re.ASCII)
    if found is None:
        raise TagUnusable(where="if_match")
    return int(found.group(1))


def is_unchanged(if_none_match: str | None, current: str) -> bool:
    """Whether an `If-None-Match` names what would be answered."""
    given = [each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")]
    return "*" in given or current in given
