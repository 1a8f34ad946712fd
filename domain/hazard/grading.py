"""General or major, and by which item of which criteria that was decided."""

from enum import StrEnum

from domain.kernel.events import Value


class Grade(StrEnum):
    """How grave a hazard is; major ones are followed by a superior unit."""

    GENERAL = "general"
    MAJOR = "major"


class Criterion(Value):
    """One item of a published list of major-hazard criteria, in the edition that was applied.

    Items met directly decide alone (教发厅函〔2024〕20号); provinces have variants, so issuer and edition are kept.
    """

    issuer: str
    document: str
    version: str
    article: str


def is_lower(grade: Grade, than: Grade) -> bool:
    """Whether the grade is the lower one of two different ones."""
    return grade is Grade.GENERAL and than is Grade.MAJOR
