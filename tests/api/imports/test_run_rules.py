"""What a row becomes in the register: whose it is, who did it, what is odd, what was there before."""

from datetime import UTC, date, datetime

import pytest

from api.imports.opening import require_power
from api.system import System
from domain.appointment.posts import Post
from domain.kernel.identity import PersonId, natural_id
from domain.kernel.refusals import NoPower, NotKnown
from domain.organisation.commands import CloseUnit, RenameUnit
from domain.organisation.kinds import UnitKind
from domain.organisation.state import ledger_unit_id
from domain.person.commands import EnrolPerson
from domain.person.events import PersonNamedInLedger
from domain.register.events import NumbersTaken
from tests.support.district import acting, unit_id
from tests.support.importing import HEADINGS, fates, imported, importer, ledger, names, recorded, row, taken_over


def enrol(system: System, name: str, unit: str) -> PersonId:
    person = PersonId(natural_id("test enrolled", name, unit))
    command = EnrolPerson(person=person, person_name=system.disclose(name), unit=unit_id(unit))
    system.application.handle(command, system.asked(acting("qinghe", Post.REGISTRAR)))
    return person


def test_a_unit_is_known_by_its_name_also_with_blanks_and_other_brackets(settled_trial: System) -> None:
    imported(settled_trial, ledger(row(), row(学校="第五 小学", 隐患描述="灯具脱落")))
    assert [each.unit for each in taken_over(settled_trial)] == [unit_id("no3"), unit_id("no5")]


def test_a_unit_is_known_by_the_name_it_had_before(settled_trial: System) -> None:
    rename = RenameUnit(unit=unit_id("no3"), unit_name="清河实验中学", from_on=date(2026, 1, 1))
    settled_trial.application.handle(rename, settled_trial.asked(acting("qinghe", Post.REGISTRAR)))
    imported(settled_trial, ledger(row()))
    assert [each.unit for each in taken_over(settled_trial)] == [unit_id("no3")]


def test_an_unknown_unit_is_named_in_the_ledger_below_the_unit_that_imports(settled_trial: System) -> None:
    imported(settled_trial, ledger(row(学校="北关小学"), row(学校="北 关 小 学", 隐患描述="灯具脱落")))
    named = ledger_unit_id(unit_id("dongcheng"), "北关小学")
    unit = settled_trial.application.catch_up().directory.unit(named)
    assert unit is not None
    assert (unit.name, unit.kind, unit.parent) == ("北关小学", UnitKind.LEDGER_UNIT, unit_id("dongcheng"))
    assert [each.unit for each in taken_over(settled_trial)] == [named, named]


def test_a_unit_outside_the_subtree_is_not_meant_by_its_name(settled_trial: System) -> None:
    imported(settled_trial, ledger(row(学校="第九中学")))
    assert [each.unit for each in taken_over(settled_trial)] == [ledger_unit_id(unit_id("dongcheng"), "第九中学")]


def test_the_one_enrolled_person_of_that_name_in_the_unit_is_meant(settled_trial: System) -> None:
    person = enrol(settled_trial, "刘超", "no3")
    enrol(settled_trial, "何强", "no5")
    imported(settled_trial, ledger(row()))
    (event,) = taken_over(settled_trial)
    assert event.rectifier == person
    assert names(settled_trial, event.verifier) == ["何强"]
    directory = settled_trial.application.catch_up().directory
    assert event.verifier is not None
    known = directory.person(event.verifier)
    assert known is not None
    assert (known.unit, known.is_enrolled) == (unit_id("no3"), False)


def test_people_are_named_once_however_often_the_ledger_names_them(settled_trial: System) -> None:
    imported(settled_trial, ledger(row(), row(隐患描述="灯具脱落"), row(隐患描述="地砖破损", 检查人员="张 兰")))
    named = [each.event for each in recorded(settled_trial, "person.named_in_ledger.v1")]
    assert len(named) == 4
    assert all(isinstance(each, PersonNamedInLedger) and each.unit == unit_id("no3") for each in named)


def test_several_people_in_one_cell_stay_together_as_the_paper_names_them(settled_trial: System) -> None:
    imported(settled_trial, ledger(row(检查人员="张兰、王涛")))
    (event,) = taken_over(settled_trial)
    assert names(settled_trial, event.finder) == ["张兰、王涛"]


def test_what_the_reader_noticed_and_what_the_rules_notice_stand_on_the_event_once(settled_trial: System) -> None:
    imported(settled_trial, ledger(row(验收人="刘超", 整改时限="2026-01-10", 隐患类别="说不清")))
    (event,) = taken_over(settled_trial)
    assert event.flags == ("category_unknown", "verifier_is_rectifier", "due_before_found")


def test_columns_without_a_field_are_kept_under_their_headings_and_none_names_people(
    settled_trial: System,
) -> None:
    headings = (*HEADINGS, "联系人", "楼栋结构")
    imported(settled_trial, ledger((*row(), "周八", "砖混"), headings=headings))
    (event,) = taken_over(settled_trial)
    assert [(each.heading, each.value) for each in event.other_cells] == [
        ("原因分析", "年久失修"),
        ("楼栋结构", "砖混"),
    ]


def test_a_row_without_a_place_says_so_and_one_too_long_is_kept_whole_beside_it(settled_trial: System) -> None:
    long = "教学楼" * 100
    imported(settled_trial, ledger(row(隐患部位="", 隐患描述="甲处破损"), row(隐患部位=long)))
    first, second = taken_over(settled_trial)
    assert first.place.text == "—"
    assert len(second.place.text) == 200
    assert long in [each.value for each in second.other_cells]


def test_a_row_that_cannot_be_stored_is_refused_and_stops_no_other(settled_trial: System) -> None:
    unfit = row(隐患描述="灯\U0001fffe具脱落")
    outcomes = imported(settled_trial, ledger(unfit, row(检查人员="张兰" * 60), row(隐患描述="插座破损")))
    assert fates(outcomes) == ["refuse", "refuse", "import"]
    assert [each.note.sentence for each in outcomes if each.note] == [
        "{where}: contains a character that cannot be stored ({character}).",
        "{where}: at most {most} characters, this has {has}.",
    ]


def test_a_row_of_a_closed_unit_that_only_a_ledger_knew_is_refused_with_the_reason(settled_trial: System) -> None:
    imported(settled_trial, ledger(row(学校="北关小学")))
    named = ledger_unit_id(unit_id("dongcheng"), "北关小学")
    close = CloseUnit(unit=named, on=date(2026, 3, 2), reason="撤并")
    settled_trial.application.handle(close, settled_trial.asked(acting("qinghe", Post.REGISTRAR)))
    later = settled_trial.at(lambda: datetime(2026, 3, 9, 1, 0, tzinfo=UTC))
    outcomes = imported(later, ledger(row(学校="北关小学", 隐患描述="灯具脱落"), row()))
    assert fates(outcomes) == ["refuse", "import"]


def test_a_row_that_says_something_else_now_is_told_and_changes_nothing(settled_trial: System) -> None:
    imported(settled_trial, ledger(row(), row(隐患描述="灯具脱落")))
    position = settled_trial.recorder.max_notification_id()
    changed = [row(整改措施="更换"), row(隐患描述="灯具脱落", 整改责任人="赵六")]
    outcomes = imported(settled_trial, ledger(*changed))
    assert fates(outcomes) == ["differs", "differs"]
    assert [each.number for each in outcomes] == ["no3-2026-0001", "no3-2026-0002"]
    assert settled_trial.recorder.max_notification_id() == position


def test_the_same_row_in_another_file_of_the_unit_is_known(settled_trial: System) -> None:
    imported(settled_trial, ledger(row()))
    assert fates(imported(settled_trial, ledger(row(隐患描述="灯具脱落"), row()))) == ["import", "known"]


def test_rows_of_one_call_are_numbered_unit_by_unit(settled_trial: System) -> None:
    imported(settled_trial, ledger(row(), row(学校="第五小学"), row(隐患描述="灯具脱落")))
    taken = [each.event for each in recorded(settled_trial, "register.numbers_taken.v1")]
    assert [(each.unit_code, each.first, each.last) for each in taken if isinstance(each, NumbersTaken)] == [
        ("no3", 1, 2),
        ("no5", 1, 1),
    ]


def test_only_a_post_with_the_power_imports_and_only_for_its_subtree(settled_trial: System) -> None:
    require_power(settled_trial, importer("no3", Post.SAFETY_OFFICER, system=settled_trial), unit_id("no3"))
    with pytest.raises(NoPower):
        require_power(settled_trial, importer("no3", Post.GUARD, system=settled_trial), unit_id("no3"))
    with pytest.raises(NotKnown):
        require_power(settled_trial, importer("xicheng", Post.SAFETY_SECTION, system=settled_trial), unit_id("no3"))
