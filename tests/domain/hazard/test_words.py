"""The words of a hazard's life: categories, clocks, refusals, and the page that lists them."""

import re
from collections import Counter
from pathlib import Path

import pytest

import domain.hazard.commands
import domain.hazard.events
from domain.appointment.powers_table import POWERS
from domain.catalogue import COMMANDS, EVENTS
from domain.deadline.limits import DEFAULTS
from domain.hazard import clocks, refusals
from domain.hazard.categories import BY_CODE, CATEGORIES
from domain.hazard.steps import STEPS
from domain.kernel.refusals import Refusal
from domain.policies.registry import POLICIES

HERE = Path(__file__).parent
PAGE = (Path(domain.hazard.events.__file__).parents[1] / "README.md").read_text("utf-8")


def test_every_category_has_a_code_of_its_own_and_two_names() -> None:
    assert len(BY_CODE) == len(CATEGORIES)
    assert all(each.zh and each.en for each in CATEGORIES)


def test_a_narrower_category_has_the_wider_one_in_the_tree() -> None:
    assert all(each.parent is None or each.parent in BY_CODE for each in CATEGORIES)


@pytest.mark.parametrize(
    "code",
    ["building", "evacuation", "fire", "security", "traffic", "laboratory", "food", "surroundings", "water"],
)
def test_the_categories_that_ledgers_use_are_there(code: str) -> None:
    assert BY_CODE[code].parent is None


def names(kind: str) -> set[str]:
    return {name for name in (COMMANDS if kind == "command" else EVENTS) if name.startswith("hazard.")}


@pytest.mark.parametrize("kind", ["command", "event"])
def test_every_command_and_event_stands_on_the_page_and_nothing_else(kind: str) -> None:
    listed = set(re.findall(r"`(hazard\.[a-z_]+(?:\.v\d+)?)`", PAGE))
    assert {name for name in listed if bool(re.search(r"\.v\d", name)) == (kind == "event")} == names(kind)


def test_every_step_of_a_person_can_be_offered() -> None:
    asked_by_policies = {name for policy in POLICIES for name in policy.asks_for}
    begun_by = {"hazard.report", "hazard.take_over"}
    assert {step.name for step in STEPS} == names("command") - asked_by_policies - begun_by


def test_every_command_has_its_line_in_the_powers_table() -> None:
    assert names("command") == {name for name in POWERS if name.startswith("hazard.")}


def test_every_clock_has_its_limit() -> None:
    started = {
        clocks.REGISTER,
        clocks.INTERIM,
        clocks.REPORT_UPWARD,
        clocks.ASSIGN,
        clocks.LIST,
        clocks.PROGRESS,
        clocks.VERIFY,
        clocks.HANDOVER,
        clocks.INSTRUCTION,
        clocks.DECIDE_DECLINE,
        clocks.DECIDE_EXTENSION,
        clocks.CHECK,
        clocks.WITNESS,
        clocks.ANSWER_REFUSAL,
        *clocks.RECTIFY_LIMITS.values(),
    }
    assert started <= {line.limit for line in DEFAULTS}


def hazard_refusals() -> list[type[Refusal]]:
    found = vars(refusals).values()
    return [each for each in found if isinstance(each, type) and each.__module__ == refusals.__name__]


def every_refusal(kind: type[Refusal] = Refusal) -> set[type[Refusal]]:
    return {kind} | {each for below in kind.__subclasses__() for each in every_refusal(below)}


def test_no_two_refusals_share_a_code() -> None:
    codes = Counter(each.code() for each in every_refusal() if each.__module__.startswith("domain."))
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize("refusal", hazard_refusals(), ids=lambda each: each.code())
def test_every_refusal_is_shown_by_a_test(refusal: type[Refusal]) -> None:
    others = (path.read_text("utf-8") for path in HERE.glob("test_*.py") if path.name != Path(__file__).name)
    assert any(re.search(rf"\br\.{refusal.__name__}\b", text) for text in others)


@pytest.mark.parametrize("refusal", hazard_refusals(), ids=lambda each: each.code())
def test_every_refusal_is_one_english_sentence(refusal: type[Refusal]) -> None:
    assert refusal.__doc__
    assert refusal.sentence.isascii()
    assert refusal.sentence.endswith(".")
