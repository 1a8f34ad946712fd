"""How far a post's powers go from the unit in which it is held."""

from enum import StrEnum


class Reach(StrEnum):
    """The four ways in which an affair can be somebody's."""

    OWN = "own"
    """The body in which the post is held, with its sections."""
    SUBTREE = "subtree"
    """That body and everything below it in the tree."""
    RELATION = "relation"
    """Units supervised beside the tree, with everything below them."""
    ASSIGNED = "assigned"
    """What was given to the appointment or to its unit."""
