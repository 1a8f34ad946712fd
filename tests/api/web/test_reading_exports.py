"""Files of the ledger, the trail and a dossier: they open, have the rows, and refuse in words."""

from io import BytesIO
from threading import Event, Thread
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from api.exports.fonts import Fonts
from api.exports.press import Press, PressBusy
from api.exports.typesetting import PdfResult
from api.system import System
from api.workers.clock import run_clock
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.support.following import followed
from tests.support.stories import OFFICER, Stories


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    return Stories(settled_trial)


def sheet(content: bytes) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_the_workbook_of_the_ledger_has_the_filtered_rows_in_the_usual_columns(
    stories: Stories, enter: Entering
) -> None:
    stories.verified()
    open_one = stories.registered(description="=HYPERLINK(1)")
    stories.does(OFFICER, "hazard.correct", hazard=str(open_one), field="place", value="操场北侧", reason="位置写错")
    stories.registered(("no9", Post.SAFETY_OFFICER), unit="no9")
    followed(stories.system)
    answer = enter("no3", Post.HEAD).open("/ledger.xlsx?state=registered")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="ledger-')
    rows = sheet(answer.content)
    heading = next(row for row in rows if "隐患编号" in row)
    lines = rows[rows.index(heading) + 1 :]
    assert len(lines) == 1
    line = dict(zip(heading, lines[0], strict=True))
    assert line["隐患编号"] == "no3-2026-0002"
    assert line["隐患描述"] == "=HYPERLINK(1)"
    assert line["更改标记"] == "第 1 次修订：隐患部位"
    assert line["签名情况"] == "未签名"


def test_a_grade_without_a_cited_item_is_exported_as_unmapped_and_never_as_not_major(
    stories: Stories, enter: Entering
) -> None:
    decided = stories.registered()
    stories.does(OFFICER, "hazard.grade", hazard=str(decided), grade="general", reason="未达重大")
    stories.registered()
    followed(stories.system)
    rows = sheet(enter("no3", Post.HEAD).open("/ledger.xlsx").content)
    column = next(row for row in rows if "隐患编号" in row).index("是否重大/判定依据")
    said = [str(row[column]) for row in rows if "no3-2026" in str(row)]
    assert sorted(said) == ["一般 · 未对应：未引用判定条款", "一般（拟定，尚未判定）"]


def test_the_pdf_of_the_ledger_has_the_rows_and_says_how_it_was_filtered(stories: Stories, enter: Entering) -> None:
    stories.verified()
    followed(stories.system)
    answer = enter("no3", Post.HEAD).open("/ledger.pdf?state=closed&category=building")
    assert answer.headers["content-type"] == "application/pdf"
    told = text_of(answer.content).replace("\n", "")
    assert "no3-2026-0001" in told
    assert "护栏松动" in told
    assert "全部已了结" in told
    assert "no3 head" in told


def test_a_ledger_as_known_then_says_so_on_paper(stories: Stories, enter: Entering) -> None:
    stories.registered()
    followed(stories.system)
    answer = enter("no3", Post.HEAD).open("/ledger.xlsx?known_at=2026-03-02T09:01:30")
    told = " ".join(str(cell) for row in sheet(answer.content) for cell in row if cell)
    assert "2026-03-02 09:01:30 +08:00" in told
    assert "no3-2026-0001" not in told, "it had been found and not yet registered"


def test_the_trail_exports_every_act_that_the_filters_leave(stories: Stories, enter: Entering) -> None:
    hazard = stories.verified()
    followed(stories.system)
    browser = enter("no3", Post.HEAD)
    rows = sheet(browser.open(f"/audit.xlsx?hazard={hazard}").content)
    heading = next(row for row in rows if "日志位置" in row)
    acts = [dict(zip(heading, row, strict=True)) for row in rows[rows.index(heading) + 1 :]]
    assert [act["事项"] for act in acts] == [
        "查验合格", "整改完成", "接受交办", "交办", "判定等级", "登记造册", "发现",
    ]  # fmt: skip
    assert {act["隐患编号"] for act in acts} == {"no3-2026-0001"}
    assert acts[0]["何人"] == "no3 head"
    printed = text_of(browser.open(f"/audit.pdf?hazard={hazard}").content)
    assert "查验合格" in printed
    assert "整改完成" in printed


def test_paper_lets_a_deadline_end_with_its_day(stories: Stories, enter: Entering) -> None:
    hazard = stories.assigned()
    late = followed(stories.later(days=16).system.at(lambda: stories.now))
    run_clock(late, Event(), once=True)
    followed(late)
    head = enter("no3", Post.HEAD)
    said = [str(cell) for row in sheet(head.open(f"/audit.xlsx?hazard={hazard}").content) for cell in row]
    assert any("到期: 2026-03-17 24:00" in each for each in said)
    dossier = "".join(text_of(head.open(f"/hazards/{hazard}/dossier.pdf").content).split())
    assert "2026-03-1724:00" in dossier
    assert "2026-03-1800:00" not in dossier


def test_a_dossier_holds_facts_clocks_and_the_whole_life(stories: Stories, enter: Entering) -> None:
    hazard = stories.verified()
    answer = enter("no3", Post.HEAD).open(f"/hazards/{hazard}/dossier.pdf")
    told = text_of(answer.content).replace("\n", "")
    for each in ("no3-2026-0001", "护栏松动", "判定等级与交办", "按时完成", "查验合格", "未签名"):
        assert each in told, each


def test_while_one_pdf_is_printed_another_is_refused_politely() -> None:
    press = Press(Fonts(system=False), patience_s=0)
    refused: list[PressBusy] = []

    def second(_fonts: Fonts) -> PdfResult:
        raise AssertionError("two at a time")

    def try_again() -> None:
        try:
            press.print(second)
        except PressBusy as refusal:
            refused.append(refusal)

    def first(_fonts: Fonts) -> PdfResult:
        other = Thread(target=try_again)
        other.start()
        other.join()
        return PdfResult(b"%PDF", ())

    assert press.print(first).content == b"%PDF"
    assert [refusal.places["retry_after"] for refusal in refused] == [15]
    assert press.print(first).content == b"%PDF", "the press is free again"


def test_more_lines_than_anybody_prints_are_refused_in_words(
    stories: Stories, enter: Entering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.exports.table_pdf.MOST_ROWS", 1)
    stories.found()
    stories.found()
    followed(stories.system)
    answer = enter("no3", Post.HEAD).open("/ledger.pdf")
    assert answer.status_code == 422
    assert "PDF 最多 1 行" in answer.text
