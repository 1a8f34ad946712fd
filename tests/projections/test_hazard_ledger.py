"""The ledger: as it stands, as it was known, for whose eyes, in which order, and what changed."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from domain.hazard import events as e
from domain.hazard.categories import CATEGORIES
from domain.hazard.clocks import RECTIFY
from domain.hazard.grading import Grade
from domain.hazard.terms import Correctable, Lack, ListingLevel, Manner, Stage
from domain.kernel.circumstances import Happened
from domain.kernel.identity import HazardId
from domain.kernel.place import Place
from projections.asking import Eyes, PageUnknown
from projections.fence import Reading
from projections.follow import Follower
from projections.hazard_ledger import ask
from projections.hazard_ledger.ask import Filter, Sort
from projections.hazard_ledger.projection import HazardLedger
from projections.hazard_ledger.view import Hazard, Line
from tests.projections.story import DAY, District, deadline

ALL = Eyes(prefixes=("qinghe",))
EAST = Eyes(prefixes=("qinghe.edu.dongcheng",))
WEST = Eyes(prefixes=("qinghe.edu.xicheng",))


def a_line(app: Reading, hazard: HazardId) -> Line:
    line = ask.hazard(app, hazard)
    assert line is not None
    return line


def numbers(app: Reading, eyes: Eyes, asked: Filter | None = None, **how: object) -> list[str | None]:
    found = ask.page(app, eyes, asked or Filter(), **how)  # type: ignore[arg-type]
    return [line.number for line in found.lines]


@pytest.fixture
def ledger(district: District) -> list[HazardId]:
    """Six hazards, one a day, the later the less far they have come."""
    story, hazards = district.story, []
    for seq in range(1, 7):
        unit, code = (district.first, "dc_no1") if seq % 2 else (district.third, "dc_no3")
        category = "fire.equipment" if seq < 4 else "evacuation.stairs"
        hazards.append(story.found(f"h{seq}", unit, district.officer, category=category))
        story.registered(hazards[-1], code, seq, district.officer)
        story.now += DAY
    for hazard in hazards[:4]:
        story.assigned(hazard, district.logistics, district.supervisor)
    for hazard in hazards[:2]:
        story.rectified(hazard, district.logistics)
    story.verified(hazards[0], district.supervisor)
    return hazards


def test_a_line_says_what_the_columns_of_the_printed_ledger_need(
    district: District, ledger: list[HazardId], follower: Follower, app: Reading
) -> None:
    line = a_line(app, ledger[0])
    hazard = line.hazard
    assert (hazard.number, hazard.place, hazard.category) == ("dc_no1-2026-0001", "东侧楼梯间", "fire.equipment")
    assert (hazard.measures, hazard.funds_fen, hazard.contingency) == ("清理通道并张贴标识", 120_000, "专人值守")
    assert hazard.found_by is not None
    assert hazard.verified_by is not None
    assert (hazard.found_by.person, hazard.verified_by.person) == (district.officer.person, district.supervisor.person)
    assert hazard.state is Stage.VERIFIED
    assert hazard.is_closed_out
    assert not hazard.is_open
    assert hazard.closed_on == hazard.verified_on
    assert line.unit_path == hazard.unit_path_then == "qinghe.edu.dongcheng.dc_no1"
    assert (hazard.version, hazard.revision, hazard.changed) == (5, 0, ())


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.NEWEST, [6, 5, 4, 3, 2, 1]),
        (Sort.NUMBER, [1, 3, 5, 2, 4, 6]),
        (Sort.UNIT, [5, 3, 1, 6, 4, 2]),
    ],
)
@pytest.mark.parametrize("eyes", [ALL, Eyes(prefixes=("qinghe.edu.dongcheng.dc_no1", "qinghe.edu.dongcheng.dc_no3"))])
def test_pages_follow_on_in_the_order_asked_for(
    ledger: list[HazardId],
    follower: Follower,
    app: Reading,
    sort: Sort,
    expected: list[int],
    eyes: Eyes,
) -> None:
    assert [line.hazard.seq for line in ask.every(app, eyes, Filter(), sort=sort, at_once=2)] == expected
    assert [line.hazard.seq for line in ask.every(app, eyes, Filter(), sort=sort)] == expected


def test_by_due_what_runs_out_first_comes_first_and_closed_ones_last(
    ledger: list[HazardId], follower: Follower, app: Reading
) -> None:
    lines = list(ask.every(app, ALL, Filter(), sort=Sort.DUE, at_once=2))
    dues = [line.hazard.next_due_at for line in lines]
    assert lines[-1].hazard.hazard == ledger[0]
    assert dues[-1] is None
    assert all(first <= second for first, second in pairwise(due for due in dues if due))
    assert len(lines) == 6


def test_a_page_of_another_order_is_refused(ledger: list[HazardId], follower: Follower, app: Reading) -> None:
    after = ask.page(app, ALL, Filter(), limit=1).after
    for strange in (after, "kaputt", "WzEsMl0", "W10"):
        with pytest.raises(PageUnknown):
            ask.page(app, ALL, Filter(), sort=Sort.DUE, after=strange)


def test_filters_narrow_by_state_grade_category_day_and_unit(
    ledger: list[HazardId], follower: Follower, app: Reading
) -> None:
    closed = ["dc_no1-2026-0001"]
    assert numbers(app, ALL, Filter(states=(Stage.VERIFIED,))) == closed
    assert numbers(app, ALL, Filter(is_open=False)) == closed
    assert numbers(app, ALL, Filter(grades=(Grade.MAJOR,))) == []
    assert len(numbers(app, ALL, Filter(category="fire"))) == 3
    assert len(numbers(app, ALL, Filter(category="fire.equipment"))) == 3
    assert numbers(app, ALL, Filter(category="fire.equip")) == []
    assert numbers(app, ALL, Filter(found_until=date(2026, 3, 2))) == closed
    assert numbers(app, ALL, Filter(under="qinghe.edu.dongcheng.dc_no3", found_from=date(2026, 3, 7))) == [
        "dc_no3-2026-0006"
    ]
    assert numbers(app, ALL, Filter(under="qinghe.edu.dongcheng.dc_no")) == []


def test_every_category_is_found_under_its_parent_and_under_no_other(
    district: District, follower: Follower, app: Reading
) -> None:
    for category in CATEGORIES:
        district.story.found(category.code, district.first, district.officer, category=category.code)
    follower.drain()
    for category in CATEGORIES:
        within = {each.code for each in CATEGORIES if category.code in (each.code, each.parent)}
        lines = ask.every(app, ALL, Filter(category=category.code))
        assert {line.hazard.category for line in lines} == within


def test_overdue_is_asked_for_at_a_moment(
    district: District, ledger: list[HazardId], follower: Follower, app: Reading
) -> None:
    now = district.story.now
    assert numbers(app, ALL, Filter(unrectified_at=now)) == []
    later = now + 16 * DAY
    assert numbers(app, ALL, Filter(unrectified_at=later)) == ["dc_no3-2026-0004", "dc_no1-2026-0003"]
    assert a_line(app, ledger[2]).hazard.is_rectification_overdue(later)
    assert ask.count(app, ALL, Filter(overdue_at=later)).number == 5
    assert not a_line(app, ledger[0]).hazard.is_overdue(later)


def test_one_sees_ones_subtree_and_what_was_given_to_one(
    district: District, ledger: list[HazardId], follower: Follower, app: Reading
) -> None:
    story = district.story
    story.tell(
        ledger[1],
        e.HazardHandedOver(department=district.fire, text="请检查", clocks=()),
        by=district.officer,
    )
    follower.drain()
    fire = Eyes(prefixes=("qinghe.fire",), parties=(district.fire,))
    assert numbers(app, WEST) == []
    assert numbers(app, fire) == ["dc_no3-2026-0002"]
    assert numbers(app, fire, Filter(under="qinghe.edu.dongcheng.dc_no1")) == []
    assert ask.hazard(app, ledger[1], eyes=fire) is not None
    assert ask.hazard(app, ledger[2], eyes=fire) is None
    logistics = district.logistics.appointment
    assert logistics is not None
    both = Eyes(prefixes=("qinghe.edu.dongcheng.dc_no1",), parties=(logistics,))
    assert sorted(str(number)[-1] for number in numbers(app, both)) == ["1", "2", "3", "4", "5"]
    assert ask.count(app, both, Filter()).number == 5


def test_counting_stops_where_told(ledger: list[HazardId], follower: Follower, app: Reading) -> None:
    few, all_of_them = ask.count(app, ALL, Filter(), most=5), ask.count(app, ALL, Filter(), most=6)
    assert (few.number, few.is_more) == (5, True)
    assert (all_of_them.number, all_of_them.is_more) == (6, False)


def test_tallies_add_up(district: District, ledger: list[HazardId], follower: Follower, app: Reading) -> None:
    at = district.story.now + 16 * DAY
    by_state = {each.value: each.total for each in ask.tally(app, ALL, Filter(), "state", at=at)}
    assert by_state == {"registered": 2, "assigned": 2, "rectified": 1, "verified": 1}
    schools = ask.tally(app, ALL, Filter(), "unit", at=at, level=4)
    assert {each.value: (each.total, each.open, each.overdue) for each in schools} == {
        "qinghe.edu.dongcheng.dc_no1": (3, 2, 2),
        "qinghe.edu.dongcheng.dc_no3": (3, 3, 3),
    }


def test_the_past_is_shown_as_it_was_known_then(district: District, follower: Follower, app: Reading) -> None:
    story = district.story
    hazard = story.found("a", district.first, district.officer)
    moments = [story.now]
    story.registered(hazard, "dc_no1", 1, district.officer)
    moments.append(story.now)
    story.assigned(hazard, district.logistics, district.supervisor)
    moments.append(story.now)
    story.rectified(hazard, district.logistics)
    moments.append(story.now)
    story.verified(hazard, district.supervisor)
    moments.append(story.now)
    follower.drain()
    known = [ask.hazard(app, hazard, known_at=moment) for moment in moments]
    assert [line.hazard.state for line in known if line] == [*list(Stage)[:4], Stage.VERIFIED]
    assert ask.hazard(app, hazard, known_at=moments[0] - timedelta(seconds=1)) is None
    then = Filter(known_at=moments[2], states=(Stage.ASSIGNED,))
    assert numbers(app, ALL, then) == ["dc_no1-2026-0001"]
    assert numbers(app, ALL, Filter(states=(Stage.ASSIGNED,))) == []
    assert ask.count(app, ALL, Filter(known_at=moments[0] - DAY)).number == 0


def test_the_lines_of_a_hazard_join_without_gap(ledger: list[HazardId], follower: Follower, app: Reading) -> None:
    lines = ask.history(app, ledger[0])
    assert len(lines) == 5
    assert all(first.until_position == second.from_position for first, second in pairwise(lines))
    assert all(first.known_until == second.known_from for first, second in pairwise(lines))
    assert (lines[-1].until_position, lines[-1].known_until) == (None, None)


def test_a_moved_school_takes_its_hazards_along_and_the_past_stays_where_it_was(
    district: District, ledger: list[HazardId], follower: Follower, app: Reading
) -> None:
    before = district.story.now
    district.story.move(district.third, district.west, before.date())
    follower.drain()
    assert numbers(app, WEST, sort=Sort.NUMBER) == ["dc_no3-2026-0002", "dc_no3-2026-0004", "dc_no3-2026-0006"]
    assert numbers(app, WEST, Filter(known_at=before)) == []
    assert ask.count(app, EAST, Filter(known_at=before)).number == 6
    line = a_line(app, ledger[1])
    assert line.hazard.unit_path_then == "qinghe.edu.dongcheng.dc_no3"
    assert line.hazard.version == 4


def test_what_was_entered_and_changed_afterwards_is_marked(
    district: District, ledger: list[HazardId], follower: Follower, app: Reading
) -> None:
    corrected = e.HazardCorrected(field=Correctable.PLACE, old="东侧楼梯间", new="西侧楼梯间", reason="写错")
    district.story.tell(ledger[4], corrected, by=district.officer)
    district.story.reopened(ledger[0], district.supervisor)
    follower.drain()
    place, reopened = a_line(app, ledger[4]).hazard, a_line(app, ledger[0]).hazard
    assert (place.place, place.changed, place.revision) == ("西侧楼梯间", ("place",), 1)
    assert reopened.state is Stage.REGISTERED
    assert {"rectified", "verified", "closed_out", "rectifier"} <= set(reopened.changed)
    assert (reopened.times_reopened, reopened.recurrences) == (1, 1)
    first_entry = ask.history(app, ledger[4])[0].hazard
    assert (first_entry.place, first_entry.changed) == ("东侧楼梯间", ())


def test_a_late_entry_is_marked_late(district: District, follower: Follower, app: Reading) -> None:
    story = district.story
    hazard = story.found("a", district.first, district.officer)
    story.registered(hazard, "dc_no1", 1, district.officer)
    done = e.HazardRectified(
        rectified_on=story.now.date() - 5 * DAY,
        manner=Manner.REPAIRED,
        account="已修复",
        cause=None,
        evidence=(),
        is_on_the_spot=True,
        by=district.logistics,
        clocks=(),
    )
    story.tell(hazard, done, by=district.logistics, happened=Happened(on=done.rectified_on))
    follower.drain()
    assert a_line(app, hazard).hazard.flags == ("rectified_before_found", "recorded_late")


def test_the_newest_cause_stands_in_the_line_and_silence_takes_none_away(
    district: District, follower: Follower, app: Reading
) -> None:
    story = district.story
    hazard = story.found("a", district.first, district.officer)
    story.registered(hazard, "dc_no1", 1, district.officer)
    causes = []
    for cause in ("焊点锈蚀", None, "超载"):
        story.rectified(hazard, district.logistics, cause=cause)
        follower.drain()
        causes.append(a_line(app, hazard).hazard.cause)
    assert causes == ["焊点锈蚀", "焊点锈蚀", "超载"]


def test_a_ledger_that_was_taken_over_keeps_its_contradictions(
    district: District, follower: Follower, app: Reading
) -> None:
    hazard = district.story.taken_over(
        7,
        district.third,
        "dc_no3",
        state=Stage.VERIFIED,
        rectifier=district.officer.person,
        verifier=district.officer.person,
        rectified_on=date(2025, 11, 20),
        verified_on=date(2025, 11, 19),
        flags=("verifier_is_rectifier",),
        clocks=(),
    )
    follower.drain()
    line = a_line(app, hazard)
    assert line.hazard.flags == ("verifier_is_rectifier", "verified_before_rectified")
    assert (line.hazard.basis, line.hazard.cause, line.hazard.row) == ("claimed", "设备老化", 7)
    assert line.hazard.closed_on == date(2025, 11, 19)
    assert ask.numbered(app, "dc_no3-2025-0007") == hazard
    assert ask.numbered(app, "dc_no3-2025-0008") is None


def test_the_same_place_of_the_same_school_is_seen_again(district: District, follower: Follower, app: Reading) -> None:
    story = district.story
    old = story.found("a", district.first, district.officer)
    new = story.found("b", district.first, district.officer, place=Place(text="东侧 楼梯间 "))
    story.found("c", district.third, district.officer)
    follower.drain()
    assert [line.hazard.hazard for line in ask.same_place(app, a_line(app, new))] == [old]


def test_help_from_above_stands_in_the_line(
    district: District, ledger: list[HazardId], follower: Follower, app: Reading
) -> None:
    story, d = district.story, district
    clock = deadline(RECTIFY, story.now, 30)
    story.tell(ledger[2], e.InabilityReported(to=d.east, lacks=(Lack.MONEY,), text="无经费"))
    story.tell(
        ledger[2],
        e.HazardGraded(grade=Grade.MAJOR, previous=None, criteria=(), reason="危及疏散", by=d.supervisor, clocks=()),
        e.HazardListed(
            document_no="清安督〔2026〕3号",
            level=ListingLevel.CITY,
            issuer=d.east,
            legal_basis="",
            due_on=None,
            by=d.supervisor,
            clocks=(),
        ),
        e.ExtensionRequested(
            due_on=clock.due_on, previous_due_on=clock.due_on - 15 * DAY, reason="等待招标", by=d.logistics, clocks=()
        ),
        e.ExtensionGranted(
            due_on=clock.due_on,
            previous_due_on=clock.due_on - 15 * DAY,
            reason="同意",
            by=d.supervisor,
            clocks=(clock,),
        ),
    )
    follower.drain()
    hazard = a_line(app, ledger[2]).hazard
    assert (hazard.grade, hazard.listed_level, hazard.lacks) == (Grade.MAJOR, ListingLevel.CITY, (Lack.MONEY,))
    assert (hazard.extended_to_on, hazard.due[RECTIFY]) == (clock.due_on, clock.due_at)
    assert [each.is_granted for each in hazard.extensions] == [True]
    assert (hazard.changed, hazard.revision) == (("grade",), 1)
    assert {d.east, d.logistics.appointment} <= hazard.involved <= hazard.named


def test_the_shape_of_a_line_is_part_of_its_edition() -> None:
    assert set(Hazard.__struct_fields__) <= set(HazardLedger().shape)
