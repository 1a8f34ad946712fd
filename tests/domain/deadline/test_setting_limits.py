"""Entering calendars and changing limits."""

from dataclasses import replace
from datetime import date

import pytest

from domain.appointment.posts import Post
from domain.deadline.commands import BeginLimits, EnterCalendar, SetLimit
from domain.deadline.deadline import LimitUnit
from domain.deadline.events import CalendarEntered, LimitSet
from domain.deadline.limits import DEFAULTS, initial_limits
from domain.deadline.refusals import (
    CalendarDayWrong,
    EffectiveInThePast,
    LimitKeepsItsNature,
    LimitUnknown,
    NothingChanged,
)
from domain.kernel.identity import Actor, ActorKind
from domain.kernel.quantities import Blank, OutOfRange
from domain.kernel.refusals import NoPower
from tests.support.district import acting, district
from tests.support.rules import Given, given

TODAY = date(2025, 3, 12)
CONSOLE = Actor(kind=ActorKind.CONSOLE)

YEAR_2027 = EnterCalendar(
    year=2027,
    holidays=(date(2027, 1, 1), date(2027, 2, 6), date(2027, 2, 5)),
    makeup_workdays=(date(2027, 2, 20),),
    source="notice of the State Council's general office",
)
ENTERED_2027 = CalendarEntered(
    year=2027,
    version=1,
    holidays=(date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 6)),
    makeup_workdays=(date(2027, 2, 20),),
    source="notice of the State Council's general office",
)
TEN_DAYS = SetLimit(
    limit="hazard.rectify_general",
    amount=10,
    unit=LimitUnit.DAYS,
    source="bureau notice 2025-7",
    effective_on=date(2025, 4, 1),
)


def limits() -> Given:
    return given(*initial_limits()).on(TODAY)


def test_a_year_that_is_entered_is_kept_in_the_order_of_its_days() -> None:
    given().when(YEAR_2027).then(ENTERED_2027)


def test_a_year_entered_again_is_a_further_version() -> None:
    changed = replace(YEAR_2027, makeup_workdays=())
    given(ENTERED_2027).when(changed).then(replace(ENTERED_2027, version=2, makeup_workdays=()))


def test_a_year_entered_again_in_the_same_way_changes_nothing() -> None:
    given(ENTERED_2027).when(YEAR_2027).refused(NothingChanged)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (replace(YEAR_2027, holidays=(date(2026, 12, 31),)), "holidays"),
        (replace(YEAR_2027, makeup_workdays=(date(2028, 2, 20),)), "makeup_workdays"),
        (replace(YEAR_2027, makeup_workdays=(date(2027, 2, 17),)), "makeup_workdays"),
        (replace(YEAR_2027, makeup_workdays=(date(2027, 2, 6),)), "makeup_workdays"),
        (replace(YEAR_2027, holidays=(date(2027, 1, 1), date(2027, 1, 1))), "makeup_workdays"),
    ],
    ids=["another year's holiday", "another year's workday", "a weekday made up", "free and worked", "given twice"],
)
def test_a_day_that_cannot_be_is_refused(wrong: EnterCalendar, where: str) -> None:
    given().when(wrong).refused(CalendarDayWrong, where=where)


def test_a_year_far_away_is_refused() -> None:
    given().when(replace(YEAR_2027, year=3027)).refused(OutOfRange, where="year")


def test_a_calendar_has_a_source() -> None:
    given().when(replace(YEAR_2027, source=" ")).refused(Blank, where="source")


def test_a_new_log_begins_with_all_default_limits_each_as_its_first_version() -> None:
    begun = given().as_(CONSOLE).when(BeginLimits())
    begun.then(*initial_limits())
    assert [(event.limit, event.version) for event in initial_limits()] == [(line.limit, 1) for line in DEFAULTS]


def test_limits_begin_once() -> None:
    limits().as_(CONSOLE).when(BeginLimits()).refused(NothingChanged)


def test_a_limit_that_came_with_a_newer_version_is_introduced_from_today_on() -> None:
    of_old = tuple(each for each in initial_limits() if each.limit != "hazard.check_from_above")
    (check,) = (each for each in initial_limits() if each.limit == "hazard.check_from_above")
    story = given(*of_old).as_(CONSOLE).on(TODAY)
    story.when(BeginLimits()).then(replace(check, effective_on=TODAY))


def test_a_limit_changes_from_a_day_on_as_its_next_version() -> None:
    limits().when(TEN_DAYS).then(
        LimitSet(
            limit="hazard.rectify_general",
            version=2,
            amount=10,
            unit=LimitUnit.DAYS,
            source="bureau notice 2025-7",
            effective_on=date(2025, 4, 1),
            warn_percent=75,
            escalate_percent=200,
        )
    )


def test_a_limit_may_change_today_but_not_yesterday() -> None:
    assert limits().when(replace(TEN_DAYS, effective_on=TODAY)).events
    limits().when(replace(TEN_DAYS, effective_on=date(2025, 3, 11))).refused(EffectiveInThePast)


def test_a_limit_nobody_knows_cannot_be_set() -> None:
    limits().when(replace(TEN_DAYS, limit="hazard.tea_break")).refused(LimitUnknown)


def test_a_length_of_time_does_not_become_a_date_that_people_choose_nor_the_reverse() -> None:
    limits().when(replace(TEN_DAYS, unit=LimitUnit.DATE, amount=0)).refused(LimitKeepsItsNature)
    limits().when(replace(TEN_DAYS, limit="hazard.rectify_major")).refused(LimitKeepsItsNature)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (replace(TEN_DAYS, amount=0), "amount"),
        (replace(TEN_DAYS, amount=3_661), "amount"),
        (replace(TEN_DAYS, unit=LimitUnit.DATE), "amount"),
        (replace(TEN_DAYS, warn_percent=0), "warn_percent"),
        (replace(TEN_DAYS, warn_percent=101), "warn_percent"),
        (replace(TEN_DAYS, escalate_percent=99), "escalate_percent"),
    ],
    ids=["no time", "too long", "a date with a length", "warned at once", "warned too late", "escalated too early"],
)
def test_an_impossible_limit_is_refused(wrong: SetLimit, where: str) -> None:
    limits().when(wrong).refused(OutOfRange, where=where)


def test_limits_are_the_affair_of_the_root_of_the_tree() -> None:
    limits().among(district()).as_(acting("dongcheng", Post.BUREAU_HEAD)).when(TEN_DAYS).refused(NoPower)
    limits().among(district()).as_(acting("qinghe", Post.REGISTRAR)).when(TEN_DAYS).refused(NoPower)
    assert limits().among(district()).as_(CONSOLE).when(TEN_DAYS).events


def test_the_registrar_of_the_root_enters_the_calendar_and_one_further_down_does_not() -> None:
    given().among(district()).as_(acting("qinghe", Post.REGISTRAR)).when(YEAR_2027).then(ENTERED_2027)
    given().among(district()).as_(acting("dongcheng", Post.REGISTRAR)).when(YEAR_2027).refused(NoPower)
