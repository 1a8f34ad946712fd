"""Deadlines: where they end, when people are warned, when the level above is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.deadline.deadline import CalendarUsed, Deadline, LimitUnit
from domain.deadline.events import CalendarEntered, LimitSet
from domain.deadline.limits import DEFAULTS
from domain.deadline.refusals import CalendarYearUnknown, DateNeeded, DueBeforeStart, LimitUnknown
from domain.deadline.state import Clocks
from tests.support.rules import ZONE, calendar, usual_clocks


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)


def end_of(day: date) -> datetime:
    return local(day.year, day.month, day.day) + timedelta(days=1)


def limit(name: str, amount: int, unit: LimitUnit, version: int = 1, effective_on: date = date(2000, 1, 1)) -> LimitSet:
    return LimitSet(
        limit=name, version=version, amount=amount, unit=unit, source="house rule", effective_on=effective_on
    )


def deadline(name: str, starts_at: datetime, clocks: Clocks | None = None) -> Deadline:
    return (clocks or usual_clocks()).deadline(name, starts_at=starts_at, zone=ZONE)


def test_hours_are_exact_and_pass_through_the_night() -> None:
    given = deadline("hazard.register", local(2025, 3, 12, 16, 20, 5))
    assert given.due_at == local(2025, 3, 13, 16, 20, 5)
    assert given.due_on == date(2025, 3, 13)
    assert given.warn_at == local(2025, 3, 13, 10, 20, 5)
    assert given.escalate_at == local(2025, 3, 14, 16, 20, 5)


def test_days_end_at_24_00_and_the_day_of_the_start_is_not_counted() -> None:
    given = deadline("hazard.rectify_general", local(2025, 3, 1, 9))
    assert given.due_on == date(2025, 3, 16)
    assert given.due_at == local(2025, 3, 17)
    assert not given.is_over(local(2025, 3, 16, 23, 59, 59))
    assert given.is_over(local(2025, 3, 17))


def test_a_start_at_the_last_second_of_a_day_belongs_to_that_day() -> None:
    assert deadline("hazard.rectify_general", local(2025, 3, 1, 23, 59, 59)).due_on == date(2025, 3, 16)
    assert deadline("hazard.rectify_general", local(2025, 3, 2)).due_on == date(2025, 3, 17)


def test_the_day_of_the_start_is_the_local_one() -> None:
    at_seven_in_the_morning_of_the_second = datetime(2025, 3, 1, 23, tzinfo=UTC)
    assert deadline("hazard.rectify_general", at_seven_in_the_morning_of_the_second).due_on == date(2025, 3, 17)


def test_instants_are_given_in_utc() -> None:
    given = deadline("hazard.rectify_general", local(2025, 3, 1, 9))
    assert given.due_at.isoformat() == "2025-03-16T16:00:00+00:00"
    assert {each.tzinfo for each in (given.starts_at, given.warn_at, given.due_at, given.escalate_at)} == {UTC}


def test_a_weekend_does_not_count_as_working_days() -> None:
    friday = local(2025, 3, 14, 15)
    assert deadline("hazard.assign", friday).due_on == date(2025, 3, 18)


def test_a_make_up_sunday_counts_as_a_working_day() -> None:
    friday_before_spring_festival = local(2025, 1, 24, 9)
    assert deadline("hazard.assign", friday_before_spring_festival).due_on == date(2025, 1, 27)


def test_a_make_up_saturday_after_spring_festival_counts_as_a_working_day() -> None:
    thursday = local(2025, 2, 6, 9)
    assert deadline("hazard.assign", thursday).due_on == date(2025, 2, 8)


def test_spring_festival_does_not_count_as_working_days() -> None:
    monday_before = local(2025, 1, 27, 9)
    assert deadline("hazard.verify", monday_before).due_on == date(2025, 2, 7)


def test_the_golden_week_with_a_weekend_worked_on_both_sides() -> None:
    assert deadline("hazard.verify", local(2025, 9, 27, 9)).due_on == date(2025, 9, 30)
    assert deadline("hazard.verify", local(2025, 9, 30, 9)).due_on == date(2025, 10, 11)


def test_a_deadline_over_the_end_of_a_year_counts_by_both_calendars_and_says_so() -> None:
    given = deadline("hazard.verify", local(2025, 12, 31, 9))
    assert given.due_on == date(2026, 1, 6)
    assert given.basis.calendar == (CalendarUsed(year=2026, version=1),)
    over_both = deadline("hazard.verify", local(2025, 12, 30, 9))
    assert over_both.due_on == date(2026, 1, 5)
    assert over_both.basis.calendar == (CalendarUsed(year=2025, version=1), CalendarUsed(year=2026, version=1))


def test_working_days_of_a_year_nobody_entered_are_not_guessed() -> None:
    with pytest.raises(CalendarYearUnknown) as refusal:
        deadline("hazard.verify", local(2026, 12, 30, 9))
    assert refusal.value.places == {"year": 2027}


def test_a_year_nobody_entered_stops_the_count_even_where_only_the_escalation_lies_in_it() -> None:
    before_new_year = local(2026, 12, 28, 9)
    with pytest.raises(CalendarYearUnknown):
        deadline("hazard.verify", before_new_year)
    entered = usual_clocks(calendar(2027, (date(2027, 1, 1),)))
    assert deadline("hazard.verify", before_new_year, entered).due_on == date(2026, 12, 31)


def test_calendar_days_need_no_calendar() -> None:
    given = deadline("hazard.rectify_general", local(2027, 1, 20, 9))
    assert given.due_on == date(2027, 2, 4)
    assert given.basis.calendar == ()


def test_a_calendar_entered_again_counts_from_then_on_and_is_named_by_its_version() -> None:
    again = CalendarEntered(
        year=2025, version=2, holidays=(date(2025, 3, 13),), makeup_workdays=(), source="notice of a local holiday"
    )
    given = deadline("hazard.assign", local(2025, 3, 12, 9), usual_clocks(again))
    assert given.due_on == date(2025, 3, 17)
    assert given.basis.calendar == (CalendarUsed(year=2025, version=2),)


@pytest.mark.parametrize(
    ("amount", "warned_on", "escalated_on"),
    [
        (1, date(2025, 3, 2), date(2025, 3, 3)),
        (2, date(2025, 3, 3), date(2025, 3, 5)),
        (3, date(2025, 3, 4), date(2025, 3, 7)),
        (4, date(2025, 3, 4), date(2025, 3, 9)),
        (15, date(2025, 3, 13), date(2025, 3, 31)),
        (30, date(2025, 3, 24), date(2025, 4, 30)),
    ],
)
def test_people_are_warned_when_three_quarters_of_the_days_rounded_up_are_over_and_the_level_above_told_at_twice(
    amount: int, warned_on: date, escalated_on: date
) -> None:
    given = deadline("drill", local(2025, 3, 1, 9), usual_clocks(limit("drill", amount, LimitUnit.DAYS)))
    assert given.warn_at == end_of(warned_on)
    assert given.escalate_at == end_of(escalated_on)


def test_percentages_of_working_days_count_in_working_days() -> None:
    given = deadline("drill", local(2025, 3, 12, 9), usual_clocks(limit("drill", 5, LimitUnit.WORKDAYS)))
    assert given.warn_at == end_of(date(2025, 3, 18))
    assert given.due_at == end_of(date(2025, 3, 19))
    assert given.escalate_at == end_of(date(2025, 3, 26))


def test_a_percentage_of_an_odd_number_of_hours_is_exact() -> None:
    given = deadline("drill", local(2025, 3, 1, 9), usual_clocks(limit("drill", 1, LimitUnit.HOURS)))
    assert given.warn_at == local(2025, 3, 1, 9, 45)


def test_a_chosen_date_ends_at_24_00_of_that_day_and_its_basis_says_that_somebody_chose() -> None:
    given = usual_clocks().until(
        "hazard.rectify_major", starts_at=local(2025, 3, 1, 9), due_on=date(2025, 3, 31), zone=ZONE
    )
    assert given.due_at == local(2025, 4, 1)
    assert (given.basis.unit, given.basis.amount, given.basis.version) == (LimitUnit.DATE, 30, 1)
    assert given.warn_at == end_of(date(2025, 3, 24))
    assert given.escalate_at == end_of(date(2025, 4, 30))


def test_a_date_of_today_is_escalated_at_the_end_of_tomorrow() -> None:
    given = usual_clocks().until(
        "hazard.answer_instruction", starts_at=local(2025, 3, 1, 9), due_on=date(2025, 3, 1), zone=ZONE
    )
    assert given.due_at == local(2025, 3, 2)
    assert given.escalate_at == local(2025, 3, 3)


def test_a_date_before_the_start_cannot_be_chosen() -> None:
    with pytest.raises(DueBeforeStart):
        usual_clocks().until("hazard.rectify_major", starts_at=local(2025, 3, 2), due_on=date(2025, 3, 1), zone=ZONE)


def test_a_date_can_be_chosen_where_the_limit_would_give_one() -> None:
    given = usual_clocks().until(
        "hazard.rectify_general", starts_at=local(2025, 3, 1, 9), due_on=date(2025, 3, 5), zone=ZONE
    )
    assert (given.due_on, given.basis.unit) == (date(2025, 3, 5), LimitUnit.DATE)


def test_a_limit_that_people_choose_gives_no_deadline_by_itself() -> None:
    with pytest.raises(DateNeeded):
        deadline("hazard.rectify_major", local(2025, 3, 1))


def test_a_limit_nobody_set_gives_no_deadline() -> None:
    with pytest.raises(LimitUnknown):
        deadline("hazard.tea_break", local(2025, 3, 1))


def test_a_limit_counts_from_its_day_on_and_not_before() -> None:
    clocks = usual_clocks(limit("hazard.rectify_general", 10, LimitUnit.DAYS, 2, date(2025, 4, 1)))
    before = deadline("hazard.rectify_general", local(2025, 3, 31, 23, 59), clocks)
    after = deadline("hazard.rectify_general", local(2025, 4, 1), clocks)
    assert (before.due_on, before.basis.version) == (date(2025, 4, 15), 1)
    assert (after.due_on, after.basis.version) == (date(2025, 4, 11), 2)


def test_a_change_of_limit_never_changes_a_deadline_given_earlier() -> None:
    clocks = usual_clocks()
    given = deadline("hazard.rectify_general", local(2025, 3, 1, 9), clocks)
    as_it_was = (given.due_at, given.basis)
    clocks.evolve(limit("hazard.rectify_general", 1, LimitUnit.DAYS, 2))
    assert (given.due_at, given.basis) == as_it_was
    assert deadline("hazard.rectify_general", local(2025, 3, 1, 9), clocks).due_on == date(2025, 3, 2)


def test_a_deadline_can_stand_for_another_clock_than_its_limit() -> None:
    given = usual_clocks().deadline(
        "hazard.rectify_general", starts_at=local(2025, 3, 1), zone=ZONE, clock="hazard.rectify"
    )
    assert (given.clock, given.basis.limit) == ("hazard.rectify", "hazard.rectify_general")


def test_an_extension_of_a_listed_hazard_is_asked_fifteen_working_days_before_it_expires() -> None:
    last_day = usual_clocks().last_day_to_ask("hazard.extension_ask", due_on=date(2025, 5, 6), on=date(2025, 3, 1))
    assert last_day == date(2025, 4, 11)


@pytest.mark.parametrize(
    ("amount", "unit", "last_day"),
    [
        (3, LimitUnit.DAYS, date(2025, 3, 7)),
        (48, LimitUnit.HOURS, date(2025, 3, 8)),
        (25, LimitUnit.HOURS, date(2025, 3, 8)),
    ],
)
def test_the_last_day_to_ask_leaves_at_least_the_limit(amount: int, unit: LimitUnit, last_day: date) -> None:
    clocks = usual_clocks(limit("hazard.extension_ask", amount, unit, 2))
    assert clocks.last_day_to_ask("hazard.extension_ask", due_on=date(2025, 3, 10), on=date(2025, 3, 1)) == last_day


def test_there_is_no_last_day_before_a_date_that_people_choose() -> None:
    with pytest.raises(DateNeeded):
        usual_clocks().last_day_to_ask("hazard.rectify_major", due_on=date(2025, 3, 10), on=date(2025, 3, 1))


@pytest.mark.parametrize("name", [line.limit for line in DEFAULTS if line.unit is not LimitUnit.DATE])
def test_every_default_limit_gives_a_deadline_in_order(name: str) -> None:
    given = deadline(name, local(2025, 3, 12, 9))
    assert given.starts_at < given.warn_at <= given.due_at < given.escalate_at
    assert given.basis.source


def test_a_deadline_tells_whether_people_were_to_be_warned_and_the_level_above_told() -> None:
    given = deadline("hazard.register", local(2025, 3, 12, 9))
    assert not given.is_warned(local(2025, 3, 13, 2, 59))
    assert given.is_warned(local(2025, 3, 13, 3))
    assert not given.is_escalated(local(2025, 3, 14, 8, 59))
    assert given.is_escalated(local(2025, 3, 14, 9))
