"""What is said about single rows: stable codes and how much each weighs. The sentences are in `api/words`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.words import speaking, term


class Weight(StrEnum):
    """What a reason does to its row."""

    REFUSE = "refuse"
    DUPLICATE = "duplicate"
    FLAG = "flag"
    """The row is taken over as it was claimed, with a mark that stays."""


REFUSALS = (
    "no_unit", "no_description", "description_is_a_formula", "description_without_words", "nothing_was_found",
    "example_row", "unreadable_row", "found_on_missing", "date_not_readable", "date_never_was", "date_lunar",
    "date_without_year", "date_imprecise", "date_ambiguous", "date_implausible", "date_is_an_empty_formula",
    "date_in_the_future", "rectified_before_found", "verified_before_found", "rectified_without_person",
    "text_too_long",
)  # fmt: skip
FLAGS = (
    "differs_from_first", "verifier_is_rectifier", "verified_before_rectified", "verified_without_completion",
    "verified_without_verifier", "closed_without_verification", "verified_but_not_closed", "verification_failed",
    "done_without_date", "completion_is_planned", "word_against_date", "deadline_before_found",
    "deadline_not_readable", "date_left_out", "rectified_without_person_named", "grade_doubtful", "grades_disagree",
    "category_unknown", "funds_not_readable", "person_not_readable", "value_is_a_formula",
    "value_is_an_empty_formula", "value_is_an_error", "control_characters_removed",
)  # fmt: skip
WEIGHTS: Mapping[str, Weight] = (
    dict.fromkeys(REFUSALS, Weight.REFUSE) | dict.fromkeys(FLAGS, Weight.FLAG) | {"duplicate_row": Weight.DUPLICATE}
)
"""Every code that can be said, with its weight. Codes never change."""

LONGEST_DETAIL = 40


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to say about a row: a code, the field it is about, and what stands there."""

    code: str
    field: str | None = None
    detail: str = ""

    @property
    def weight(self) -> Weight:
        """Whether it refuses the row, makes it a duplicate, or only marks it."""
        return WEIGHTS[self.code]

    @property
    def key(self) -> str:
        """Code and field in one word, for records: `value_is_a_formula.deadline`."""
        return f"{self.code}.{self.field}" if self.field else self.code

    def sentence(self, language: str = "zh-CN") -> str:
        """In words (“发现日期无法辨认（三月初）”); flags begin with “flag: ” in every language."""
        with speaking(language):
            return self.spoken()

    def spoken(self) -> str:
        """The sentence in the language of whoever is being answered."""
        return f"flag: {self.plainly()}" if self.weight is Weight.FLAG else self.plainly()

    def plainly(self) -> str:
        """The sentence without saying that it is a flag, where a sign does."""
        said = term("ledger.reason", self.code)
        said = term("ledger.subject", self.field) + said if self.field else said
        return said + (term("ledger", "detail").format(detail=self.detail) if self.detail else "")


def reason(code: str, field: str | None = None, detail: str = "") -> Reason:
    """A reason whose detail is cut to what fits a line."""
    return Reason(code, field, detail if len(detail) <= LONGEST_DETAIL else detail[: LONGEST_DETAIL - 1] + "…")
