"""Print-outs of signed records carry name, post, time with offset, meaning, level, verdict and standing (R5, R9)."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from api.system import System
from tests.support.browsing import Browser
from tests.support.following import followed
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing
from tests.support.stories import HEAD, SECTION
from tests.support.tampering import tamper_text


@pytest.fixture
def stories(settled_trial: System) -> SignedStories:
    """One hazard verified and reopened, all of it signed."""
    made = SignedStories(begin_signing(settled_trial), by_file=frozenset({HEAD}))
    hazard = made.verified()
    made.later(days=1).does(SECTION, "hazard.reopen", hazard=str(hazard), reason="验收时看错了楼层")
    followed(made.system)
    return made


def sheet(stories: SignedStories, path: str) -> list[dict[str, Any]]:
    """The first sheet as rows by heading, for the head of the school."""
    browser = Browser(stories.system.at(lambda: stories.now))
    answer = browser.enter(stories.account_of(browser.services, HEAD).sign_in).open(path)
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows()]
    head = next(place for place, row in enumerate(rows) if "签名级别" in row or "签名情况" in row)
    return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :] if any(row)]


def pdf(stories: SignedStories, path: str) -> str:
    browser = Browser(stories.system.at(lambda: stories.now))
    answer = browser.enter(stories.account_of(browser.services, HEAD).sign_in).open(path)
    return "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).replace("\n", "")


def test_the_trail_as_a_workbook_says_level_meaning_key_verdict_and_standing(stories: SignedStories) -> None:
    rows = {row["事项"]: row for row in sheet(stories, "/audit.xlsx?kind=hazard")}
    verified = rows["查验合格"]
    assert (verified["岗位"], verified["单位"]) == ("校长（园长）", "第三中学")
    assert (verified["签名意义"], verified["签名级别"]) == ("本人查验，确认合格", "软件密钥")
    assert verified["签名验证"].startswith("✓ 已验证 2026-")
    assert "已被“重新打开”取代" in verified["签名效力"]
    assert rows["重新打开"]["签名效力"] is None


def test_the_ledger_as_a_workbook_names_every_sign_off_with_its_signature(stories: SignedStories) -> None:
    (line,) = sheet(stories, "/ledger.xlsx")
    found, rectified, verified = line["签名情况"].split("\n")
    assert found.startswith("发现：")
    assert "通行密钥 · 本人发现" in found
    assert "2026-03-02 09:01:40 +08:00" in found
    assert "第三中学 校长" in verified
    assert "软件密钥" in verified
    for each in (rectified, verified):
        assert "✓ 已验证" in each
        assert "已被“重新打开”取代" in each


def test_the_ledger_as_known_before_the_reopening_does_not_know_of_it(stories: SignedStories) -> None:
    (line,) = sheet(stories, "/ledger.xlsx?known_at=2026-03-02T23:00:00%2B08:00")
    assert "✓ 已验证" in line["签名情况"]
    assert "取代" not in line["签名情况"]


def test_what_does_not_verify_is_printed_so(stories: SignedStories) -> None:
    tamper_text(stories.system, "现场查看，牢固", "未到现场，牢固")
    rows = {row["事项"]: row for row in sheet(stories, "/audit.xlsx?kind=hazard")}
    assert rows["查验合格"]["签名验证"] == "✗ 验证不通过：显示的原文与所签的不是同一文字"


def test_the_dossier_prints_every_signature_of_the_life(stories: SignedStories) -> None:
    browser = Browser(stories.system.at(lambda: stories.now))
    browser.enter(stories.account_of(browser.services, HEAD).sign_in)
    (hazard,) = {each.split("/")[2][:36] for each in browser.open("/ledger").text.split('"') if "/hazards/0" in each}
    text = pdf(stories, f"/hazards/{hazard}/dossier.pdf")
    assert text.count("签名验证:✓已验证") + text.count("签名验证: ✓ 已验证") == 8
    assert "签名意义: 本人查验" in text
    assert "已被“重新打开”取代" in text


def test_the_trail_as_a_pdf_says_who_signed_how_and_whether_it_verifies(stories: SignedStories) -> None:
    text = pdf(stories, "/audit.pdf?kind=hazard").replace(" ", "")
    for words in ("软件密钥", "通行密钥", "✓已验证", "校长", "+08:00"):
        assert words in text
