"""Importing a ledger on pages: nothing is recorded before somebody has seen every row and said yes."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from threading import Event

import pytest
from httpx2 import Response
from openpyxl import load_workbook

from api.imports.limits import Limits
from api.imports.runs import Runs
from api.system import System
from api.web.exports import XLSX
from api.workers.jobs import run_jobs
from domain.appointment.commands import EndAppointment
from domain.appointment.posts import Post
from tests.api.imports.books import book
from tests.support.browsing import Browser, forms_of
from tests.support.district import acting, post_id
from tests.support.importing import DATA, HEADINGS, TOWN, ledger, row, taken_over

Entering = Callable[[str, Post], Browser]


@pytest.fixture
def bureau(enter: Entering) -> Browser:
    """Somebody of the safety section of the district."""
    return enter("dongcheng", Post.SAFETY_SECTION)


def send(browser: Browser, content: bytes, name: str = "ledger.xlsx") -> Response:
    """Send a file by the form."""
    form = next(each for each in forms_of(browser.open("/imports")) if each.is_multipart)
    files = [("file", (name, content, XLSX))]
    return browser.client.post(form.action, data=form.values, files=files)


def push(browser: Browser, page: Response, ending: str, **typed: str) -> Response:
    """Press the button of one of the page's forms."""
    form = next(each for each in forms_of(page) if each.action.endswith(ending))
    return browser.client.post(form.action, data={**form.values, **typed})


def work(browser: Browser) -> None:
    """What the worker does."""
    run_jobs(browser.services, Event(), once=True)


def test_a_file_is_read_and_shown_with_a_verdict_per_row_and_nothing_is_recorded(bureau: Browser) -> None:
    position = bureau.system.recorder.max_notification_id()
    page = send(bureau, TOWN.read_bytes(), TOWN.name)
    assert page.status_code == 200
    assert "导入 216 行" in page.text
    assert page.text.index("不能导入</span>") < page.text.index("文件内重复</span>")
    assert bureau.system.recorder.max_notification_id() == position


def test_the_rows_are_taken_over_after_a_yes_by_the_worker(bureau: Browser) -> None:
    page = push(bureau, send(bureau, TOWN.read_bytes(), TOWN.name), "/take-over")
    assert 'hx-trigger="every 2s"' in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert taken_over(bureau.system) == []
    assert "可导入 216" in bureau.open("/imports").text
    work(bureau)
    assert "已导入 216" in bureau.open("/imports").text
    page = bureau.open(str(page.url.path))
    assert "216 行已记入台账" in page.text
    assert "every 2s" not in page.text
    assert len(taken_over(bureau.system)) == 216


def test_whoever_asks_again_gets_the_run_that_is_there_and_rows_that_are_there(bureau: Browser) -> None:
    form = next(each for each in forms_of(bureau.open("/imports")) if each.is_multipart)
    files = [("file", ("a.xlsx", ledger(row()), XLSX))]
    first = bureau.client.post(form.action, data=form.values, files=files)
    again = bureau.client.post(form.action, data=form.values, files=files)
    assert first.url == again.url
    push(bureau, first, "/take-over")
    push(bureau, first, "/take-over")
    work(bureau)
    assert len(taken_over(bureau.system)) == 1
    page = send(bureau, ledger(row()))
    assert "此文件中没有可导入的行" in page.text
    assert "此行已经导入，编号 no3-2026-0001" in page.text


def test_a_run_left_over_by_a_worker_that_was_killed_is_gone_on_with(bureau: Browser) -> None:
    page = push(bureau, send(bureau, ledger(row())), "/take-over")
    with bureau.system.pool.connection() as connection:
        connection.execute("UPDATE imports.runs SET status = 'running'")
    work(bureau)
    assert "已完成" in bureau.open(page.url.path).text


def test_what_is_wrong_inside_a_larger_file_is_told_on_its_run(
    bureau: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.web.imports.AT_ONCE", Limits(file_bytes=10))
    page = send(bureau, ledger())
    work(bureau)
    page = bureau.open(page.url.path)
    assert "未成功" in page.text
    assert "此文件是空的" in page.text


def test_a_larger_file_is_read_by_the_worker(bureau: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.web.imports.AT_ONCE", Limits(file_bytes=10))
    page = send(bureau, ledger(row()))
    assert "读取中" in page.text
    work(bureau)
    assert "导入 1 行" in bureau.open(page.url.path).text


def test_columns_can_be_corrected_and_everything_is_read_again(bureau: Browser) -> None:
    headings = ("编号", "学校", "检查时间", "情形", "隐患部位", "备忘")
    page = send(bureau, ledger(("1", "第三中学", "2026-01-12", "护栏松动", "走廊", "速办"), headings=headings))
    path = page.url.path
    page = bureau.open(f"{path}/columns")
    form = next(each for each in forms_of(page) if each.action.endswith("/columns"))
    assert "remarks" in form.choices["c5"]
    assert form.values["c3"] == ["description"]
    page = push(bureau, page, "/columns", c3="", c5="description")
    assert "速办" in page.text
    push(bureau, page, "/take-over")
    work(bureau)
    assert [each.description for each in taken_over(bureau.system)] == ["速办"]


def test_sheets_that_were_not_read_are_named(bureau: Browser) -> None:
    page = send(bureau, book(("台账", [HEADINGS, row()], []), ("台帐二", [["隐情", "何处"], ["灯坏", "东楼"]], [])))
    assert "以下工作表未识别为台账，没有读取：台帐二" in page.text


def test_the_preview_shows_every_field_that_was_read_and_every_doubt(bureau: Browser) -> None:
    headings = ("学校", "检查时间", "隐患描述", "责任人", "隐患等级", "整改时限")
    page = send(bureau, ledger(("第三中学", "2026-01-12", "护栏松动", "李四", "较大", "2026-02-01"), headings=headings))
    assert "整改责任人 李四" in page.text
    assert "整改时限 2026-02-01" in page.text
    assert "整改情况 整改中" in page.text
    assert '<span aria-hidden="true">⚑</span> 等级既不是一般也不是重大（较大）' in page.text
    assert "有疑点" in page.text
    assert "flag:" not in page.text


def test_a_file_without_headings_waits_for_a_person_to_say_what_its_columns_are(bureau: Browser) -> None:
    cells = ("第三中学", "2026-01-12", "走廊", "护栏松动")
    page = send(bureau, ledger(headings=cells))
    assert "待指定列" in page.text
    typed = {"c0": "unit", "c1": "found_on", "c2": "place", "c3": "description", "last_heading_row": "0"}
    page = push(bureau, bureau.open(f"{page.url.path}/columns"), "/columns", **typed)
    assert "导入 1 行" in page.text


def test_columns_that_do_not_exist_are_refused_beside_the_form(bureau: Browser) -> None:
    path = send(bureau, ledger(row())).url.path
    page = push(bureau, bureau.open(f"{path}/columns"), "/columns", c99="description")
    assert page.status_code == 422
    assert bureau.open(f"{path}/columns?sheet=2").status_code == 404
    assert "column_mapping_unusable" in page.text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "html_in_disguise"),
        ("序号,学校,隐患\n1,第三中学,护栏松动\n".encode("gb18030"), "csv_in_disguise"),
        ((DATA / "protected.xlsx").read_bytes(), "password_protected"),
        (TOWN.read_bytes()[:20_000], "ledger_broken"),
        (b"", "ledger_empty"),
        (b"%PDF-1.7 no ledger", "not_a_spreadsheet"),
    ],
)
def test_what_is_no_ledger_is_refused_beside_the_field_with_its_code(
    bureau: Browser, content: bytes, code: str
) -> None:
    page = send(bureau, content)
    assert page.status_code == 422
    assert f'data-code="{code}"' in page.text
    assert 'id="file-refusal"' in page.text
    assert bureau.open("/imports").text.count("/imports/") == 0


def test_a_file_above_the_limit_is_refused(bureau: Browser) -> None:
    page = send(bureau, b"PK" + b"0" * bureau.system.settings.upload_bytes)
    assert page.status_code == 422
    assert "ledger_too_large" in page.text


def test_a_form_without_a_file_says_so(bureau: Browser) -> None:
    page = push(bureau, bureau.open("/imports"), "/imports")
    assert page.status_code == 422
    assert 'id="file-refusal"' in page.text


def test_only_who_may_take_over_for_the_unit_sees_the_run(bureau: Browser, enter: Entering) -> None:
    path = send(bureau, ledger(row())).url.path
    for code, post in (("xicheng", Post.SAFETY_SECTION), ("no3", Post.HEAD), ("dongcheng", Post.AUDITOR)):
        other = enter(code, post)
        for each in ("", "/columns", "/refused.xlsx", "/report.json"):
            assert other.open(path + each).status_code == 404
        form = forms_of(other.open("/imports"))[0]
        for each in ("/take-over", "/discard", "/columns"):
            assert other.client.post(path + each, data=form.values).status_code == 404
        assert path not in other.open("/imports").text
    assert enter("edu", Post.SAFETY_SECTION).open(path).status_code == 200
    assert enter("dongcheng", Post.BUREAU_HEAD).open("/imports").text.count(path) == 1


def test_nobody_imports_for_a_unit_outside_their_subtree(bureau: Browser) -> None:
    form = next(each for each in forms_of(bureau.open("/imports")) if each.is_multipart)
    assert "xicheng" not in form.choices["unit"]
    files = [("file", ("a.xlsx", ledger(row()), XLSX))]
    page = bureau.client.post(form.action, data={**form.values, "unit": "xicheng"}, files=files)
    assert page.status_code == 404
    assert bureau.open("/imports").text.count("/imports/") == 0


def test_a_post_without_the_power_has_no_form(enter: Entering) -> None:
    page = enter("no3", Post.GUARD).open("/imports")
    assert "您的岗位不能导入台账" in page.text
    assert not [each for each in forms_of(page) if each.is_multipart]


def test_an_appointment_that_ended_before_the_worker_came_takes_nothing_over(bureau: Browser, enter: Entering) -> None:
    page = push(bureau, send(bureau, ledger(row())), "/take-over")
    ended = EndAppointment(appointment=post_id("dongcheng", Post.SAFETY_SECTION), on=date(2026, 3, 1), reason="调任")
    bureau.system.application.handle(ended, bureau.system.asked(acting("qinghe", Post.REGISTRAR)))
    work(bureau)
    shown = enter("dongcheng", Post.BUREAU_HEAD).open(page.url.path)
    assert "未成功" in shown.text
    assert taken_over(bureau.system) == []


def test_refused_rows_come_as_a_workbook_of_text_with_reasons_and_cells_as_typed(bureau: Browser) -> None:
    bad = row(检查时间="三月初", 隐患描述="=1+1 护栏", 检查人员="张兰")
    page = send(bureau, ledger(bad, row()))
    answer = bureau.open(f"{page.url.path}/refused.xlsx")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][:5] == ("工作表", "行", "原因", "序号", "学校")
    assert lines[1][:2] == ("台账", "2")
    assert "三月初" in str(lines[1][2])
    assert lines[1][3:9] == ("1", "第三中学", "三月初", "张兰", "教学楼三层走廊", "=1+1 护栏")
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value is not None} == {"s"}


def test_the_report_is_that_of_the_command_line(bureau: Browser) -> None:
    page = send(bureau, ledger(row(), row(), row(学校="")))
    report = bureau.open(f"{page.url.path}/report.json").json()
    assert [each["verdict"] for each in report] == ["import", "duplicate", "refuse"]
    assert report[0]["values"]["rectifier"] == "刘超"
    assert report[2]["values"] is None


def test_rows_are_filtered_by_what_becomes_of_them_and_paged(bureau: Browser) -> None:
    page = send(bureau, ledger(*(row(隐患描述=f"护栏松动{at}") for at in range(60)), row(学校="")))
    path = page.url.path
    assert page.text.count('class="where"') == 50
    only = bureau.open(f"{path}?show=refuse")
    assert only.text.count('class="where"') == 1
    following = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert bureau.open(following).text.count('class="where"') == 11
    assert bureau.open(f"{path}?show=nonsense").status_code == 422
    assert bureau.open(f"{path}?after=nonsense").status_code == 422


def test_what_rows_and_files_say_is_kept_encrypted_and_the_file_only_until_the_end(bureau: Browser) -> None:
    content = ledger(row(学校="", 检查人员="欧阳建国"))
    page = send(bureau, content)
    with bureau.system.pool.connection() as connection:
        files = connection.execute("SELECT sealed FROM imports.files").fetchall()
        said = connection.execute("SELECT said FROM imports.verdicts").fetchall()
    assert len(files) == 2
    assert not [each for (each,) in (*files, *said) if "欧阳建国".encode() in each or b"PK\x03\x04" in each]
    push(bureau, page, "/discard")
    with bureau.system.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM imports.files WHERE part = 'file'").fetchone() == (0,)
    assert "已放弃" in bureau.open(page.url.path).text


def test_after_some_weeks_sums_and_verdicts_are_all_that_is_left(bureau: Browser) -> None:
    page = push(bureau, send(bureau, ledger(row(), row(学校=""))), "/take-over")
    work(bureau)
    system = bureau.system
    now = system.clock()
    Runs(system.pool, system.random).forget(now.replace(year=now.year + 1), now)
    shown = bureau.open(page.url.path)
    assert shown.status_code == 200
    assert "各行内容已不再保存" in shown.text
    assert "刘超" not in shown.text
    assert "no3-2026-0001" in shown.text
    with system.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM imports.keys").fetchone() == (0,)


def test_the_files_name_is_kept_nowhere(bureau: Browser) -> None:
    send(bureau, ledger(row()), "张三举报.xlsx")
    with bureau.system.pool.connection() as connection:
        runs = connection.execute("SELECT r::text FROM imports.runs r").fetchall()
    assert "张三" not in str(runs)
    assert "张三" not in bureau.open("/imports").text


def test_a_system_without_imports_invites_to_the_first(bureau: Browser, settled_trial: System) -> None:
    assert "这里还没有导入过台账" in bureau.open("/imports").text
