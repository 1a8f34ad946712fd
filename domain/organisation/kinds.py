"""Kinds of units and of supervision beside the tree."""

from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is."""

    REGION = "region"
    CITY_BUREAU = "city_bureau"
    DISTRICT_BUREAU = "district_bureau"
    CENTRE_SCHOOL = "centre_school"
    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    TEACHING_POINT = "teaching_point"
    DEPARTMENT = "department"
    TOWN = "town"
    LEADING_GROUP = "leading_group"
    SECTION = "section"
    LEDGER_UNIT = "ledger_unit"
    """Named in a ledger, not enrolled."""


INTERNAL = frozenset({UnitKind.SECTION, UnitKind.LEADING_GROUP})
"""Units that act for the body they are part of."""


class SupervisionKind(StrEnum):
    """Why one unit supervises another that is not below it in the tree."""

    TERRITORIAL = "territorial"
    """属地: the town or street in which it lies."""
    CENTRE_SCHOOL = "centre_school"
    """The centre school over village schools, teaching points and kindergartens."""
    LINKED_SECTION = "linked_section"
    """挂点: a section of the bureau answerable for particular schools."""
    JOINT = "joint"
    """Several departments or bureaus that look after one unit together."""
