"""What is made up: the plan of a whole year, its words, its names and pictures."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from api.setting_up import calendars
from api.trial.days import MADE_UP, Days, entered, made_up_calendars
from api.trial.defects import DEFECTS
from api.trial.dice import dice
from api.trial.district import SCHOOLS
from api.trial.findings import HAZARDS, Finding, Plan
from api.trial.people import People
from api.trial.pictures import DRAWINGS, MENDED, picture
from api.trial.places import place_in
from domain.appointment.posts import Post
from domain.hazard.categories import CATEGORIES, is_category
from domain.hazard.terms import Source
from domain.kernel.quantities import LINE, check_line

ZONE = ZoneInfo("Asia/Shanghai")
BEGINS = datetime(2025, 3, 2, 1, tzinfo=UTC)
YEARS = {each.year: entered(each) for each in calendars()}


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    """What is found in a whole year."""
    return list(plan().findings())


def plan() -> Plan:
    """The plan of the year that ends on 2 March 2026."""
    return Plan(BEGINS, BEGINS + timedelta(days=365), Days(ZONE, YEARS))


def test_a_year_has_about_two_thousand_hazards_of_every_sort(findings: list[Finding]) -> None:
    assert HAZARDS <= len(findings) <= HAZARDS * 1.05
    sorts = {each.defect.category.partition(".")[0] for each in findings}
    assert sorts == {each.code for each in CATEGORIES if each.parent is None}


def test_the_same_year_is_made_up_every_time(findings: list[Finding]) -> None:
    assert list(plan().findings()) == findings


def test_water_is_looked_at_in_summer_and_gas_in_winter(findings: list[Finding]) -> None:
    months = Counter((each.defect.category.partition(".")[0], each.at.astimezone(ZONE).month) for each in findings)
    assert sum(months["water", month] for month in (5, 6, 7)) > 5 * sum(months["water", month] for month in (11, 12, 1))
    assert sum(months["gas", month] for month in (11, 12)) > sum(months["gas", month] for month in (6, 7))


def test_terms_begin_with_inspections_and_breaks_are_quiet(findings: list[Finding]) -> None:
    days = Counter((each.at.astimezone(ZONE).month, each.source) for each in findings)
    assert days[9, Source.INSPECTION] > days[10, Source.INSPECTION]
    assert sum(days[7, source] for source in Source) < sum(days[6, source] for source in Source) / 2


def test_one_school_never_finds_anything_itself(findings: list[Finding]) -> None:
    own = Counter(each.unit for each in findings if each.source is not Source.INSPECTION)
    assert own["no9"] == 0
    assert own["wenlan"] > own["qiaotou"]


def test_every_defect_can_stand_in_a_ledger() -> None:
    for defect in DEFECTS:
        assert is_category(defect.category)
        place = place_in("no1", defect.places, dice(defect))
        check_line("place", place)
        text = f"{place}{defect.text.format(n=3)}"
        assert "{" not in f"{text}{defect.remedy}{defect.interim}"
        assert len(text) < LINE
        assert defect.drawing in ("", *DRAWINGS)


def test_small_schools_have_no_high_floors() -> None:
    places = {place_in("shabu", "rail", dice("floors", number)) for number in range(200)}
    assert not [place for place in places if "三层" in place or "四层" in place]


def test_no_two_people_have_the_same_name() -> None:
    people = People("trial/bihuan", BEGINS, ZONE)
    names = [seat.name for seat in people.seats if seat.giver is None]
    assert len(set(names)) == len(names) == 199


def test_a_deputy_acts_while_the_head_is_away() -> None:
    people = People("trial/bihuan", BEGINS, ZONE)
    away = people.first_on + timedelta(days=145)
    acting, deputy = people.seat("no3", Post.HEAD, away), people.seat("no3", Post.DEPUTY_HEAD, away)
    assert acting is not None
    assert deputy is not None
    assert acting.person == deputy.person
    assert acting.giver is not None


def test_every_school_has_somebody_who_finds_and_somebody_else_who_looks() -> None:
    people = People("trial/bihuan", BEGINS, ZONE)
    for school in SCHOOLS:
        assert len({seat.person for seat in people.seats if seat.unit == school.code}) >= 2


def test_a_year_that_nobody_announced_is_made_up_and_says_so() -> None:
    made = list(made_up_calendars(2025, 2027, YEARS))
    assert [each.year for each in made] == [year for year in (2025, 2026, 2027) if year not in YEARS]
    for each in made:
        each.check()
        assert each.source == MADE_UP


@pytest.mark.parametrize("drawing", sorted(DRAWINGS))
def test_every_drawing_is_a_picture_before_and_after(drawing: str) -> None:
    first, mended = picture(drawing, 1), picture(f"{drawing}{MENDED}", 1)
    assert len({first, mended, picture(drawing, 2)}) == 3
    assert picture(drawing, 1) == first
    with Image.open(BytesIO(first)) as image:
        assert image.format == "JPEG"
        image.load()
