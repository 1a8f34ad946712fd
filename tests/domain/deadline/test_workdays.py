"""Working days: which they are, and counting them forth and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.deadline.refusals import CalendarYearUnknown
from domain.deadline.workdays import is_workday, workdays_after, workdays_before
from tests.support.rules import usual_clocks

YEARS = usual_clocks().years


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2025, 3, 14), True),
        (date(2025, 3, 15), False),
        (date(2025, 3, 16), False),
        (date(2025, 1, 26), True),
        (date(2025, 1, 28), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),
        (date(2025, 12, 31), True),
    ],
)
def test_people_work_on_weekdays_and_make_up_days_but_not_on_holidays(day: date, is_worked: bool) -> None:
    assert is_workday(day, YEARS) is is_worked


def test_no_working_days_after_a_day_is_the_day_itself() -> None:
    assert workdays_after(date(2025, 3, 15), 0, YEARS) == date(2025, 3, 15)


def test_a_year_nobody_entered_has_no_working_days_in_either_direction() -> None:
    with pytest.raises(CalendarYearUnknown):
        workdays_before(date(2025, 1, 2), 1, YEARS)
    with pytest.raises(CalendarYearUnknown):
        workdays_after(date(2026, 12, 31), 1, YEARS)


@settings(max_examples=60, deadline=None)
@given(start=some.dates(date(2025, 1, 1), date(2026, 6, 30)), count=some.integers(1, 90))
def test_between_a_day_and_the_nth_working_day_after_it_lie_exactly_n_working_days(start: date, count: int) -> None:
    end = workdays_after(start, count, YEARS)
    days = [start + timedelta(days=each) for each in range(1, (end - start).days + 1)]
    assert sum(is_workday(day, YEARS) for day in days) == count
    assert is_workday(end, YEARS)


@settings(max_examples=60, deadline=None)
@given(start=some.dates(date(2025, 3, 1), date(2026, 6, 30)), count=some.integers(1, 30))
def test_counting_back_from_a_working_day_undoes_counting_forth_to_it(start: date, count: int) -> None:
    end = workdays_after(start, count, YEARS)
    back = workdays_before(end, count, YEARS)
    assert back <= start
    assert not any(is_workday(back + timedelta(days=each), YEARS) for each in range(1, (start - back).days + 1))
