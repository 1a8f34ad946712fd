"""Ledger, audit trail and dossier as PDF, set in the shipped face alone."""

import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from api.exports.audit_pdf import write_audit_pdf
from api.exports.fonts import SHIPPED, Fonts
from api.exports.hazard_pdf import write_hazard_pdf
from api.exports.ledger_pdf import write_ledger_pdf
from api.exports.table_pdf import MOST_ROWS, PdfTooLong
from api.exports.typesetting import TYPESETTER, PdfResult
from tests.api.exports.examples import DOSSIER, ESCALATED, HEADING, REGISTERED, STAIRS, TAKEN_OVER, TRIAL


def pages(result: PdfResult) -> list[str]:
    """The words of each page without line breaks, which depend on the widths of columns."""
    return [page.extract_text().replace("\n", "") for page in PdfReader(BytesIO(result.content)).pages]


def faces(result: PdfResult) -> set[str]:
    """Names of the faces of the first page, without the tag of a subset."""
    resources = PdfReader(BytesIO(result.content)).pages[0]["/Resources"]
    assert isinstance(resources, DictionaryObject)
    fonts = resources["/Font"]
    assert isinstance(fonts, DictionaryObject)
    described = [font.get_object() for font in fonts.values()]
    return {str(font["/BaseFont"]).split("+")[-1] for font in described if isinstance(font, DictionaryObject)}


def test_the_ledger_is_printed_in_chinese_without_any_font_of_the_machine(shipped: Fonts) -> None:
    result = write_ledger_pdf([STAIRS], heading=HEADING, language="zh-CN", fonts=shipped)
    (text,) = pages(result)
    for words in (
        "隐患台账",
        "整改责任人",
        "台江第三中心小学（东校区）",
        "12,500.00 元 ※2",
        "35 ℃",
        "12 ㎡",
        "合格 √",
        "未签名",
    ):
        assert words in text
    assert faces(result) == {"BihuanSansSC-Regular-Identity-H"}
    assert result.missing_characters == ()


def test_the_ledger_is_printed_in_english_on_a3_landscape(shipped: Fonts) -> None:
    result = write_ledger_pdf([STAIRS], heading=HEADING, language="en", fonts=shipped)
    for words in ("Hazard ledger", "As known at: 2026-07-01 00:00:00 +08:00", "Revision 2:", "Page 1 of 1"):
        assert words in pages(result)[0]
    box = PdfReader(BytesIO(result.content)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (1191, 842)


def test_rare_names_are_named_where_they_stand_and_at_the_end(shipped: Fonts) -> None:
    result = write_ledger_pdf([TAKEN_OVER], heading=HEADING, language="zh-CN", fonts=shipped)
    (text,) = pages(result)
    assert result.missing_characters == ("㛃", "䶮", "𠮷")
    for name in ("〔U+4DAE〕", "〔U+36C3〕", "〔U+20BB7〕", "下列字符没有字形", "CJK UNIFIED IDEOGRAPH-20BB7"):
        assert name in text


def test_a_box_in_place_of_a_character_is_an_error_and_never_a_page() -> None:
    data = dict.fromkeys(("title", "log", "head", "foot", "page_words"), "")
    listing = {"headings": ["姓名"], "widths": [1], "rows": [["𠮷田"]]}
    table = {
        "listing": listing,
        "paper": "a4",
        "size": 9,
        "provenance": [],
        "legend": [],
        "trial": None,
        "missing": None,
    }
    order = {
        "template": "table.typ",
        "folders": [str(SHIPPED)],
        "made_at": 0,
        "data": {**data, **table, "language": "zh", "families": ["Bihuan Sans SC"]},
    }
    done = subprocess.run(
        [sys.executable, TYPESETTER], input=json.dumps(order).encode(), capture_output=True, check=False
    )
    assert done.returncode
    assert "could not be displayed" in done.stderr.decode()
    assert not done.stdout


def test_what_people_wrote_is_never_markup(shipped: Fonts) -> None:
    written = '#set page(fill: red) *a* _b_ $x$ <c> @d `e` // f \\ "g" #read("/etc/passwd") {page}'
    line = replace(TAKEN_OVER, description=written, remarks="= 标题\n- 项")
    result = write_hazard_pdf(replace(DOSSIER, line=line), heading=HEADING, language="zh-CN", fonts=shipped)
    text = pages(result)[0].replace(" ", "")
    assert written.replace(" ", "") in text
    assert "=标题-项" in text


def test_headings_numbers_and_provenance_stand_on_every_page(shipped: Fonts) -> None:
    printed = pages(write_ledger_pdf([STAIRS] * 60, heading=HEADING, language="zh-CN", fonts=shipped))
    assert len(printed) > 1
    for number, text in enumerate(printed, start=1):
        assert f"第 {number} 页，共 {len(printed)} 页" in text
        assert "按此时所知: 2026-07-01 00:00:00 +08:00" in text
        assert "导出时间: 2026-07-01 09:30:05 +08:00" in text
        assert "taijiang-bureau" in text
        assert "隐患编号" in text
    assert "筛选条件: 单位: 台江区教育局及下属; 等级: 重大" in printed[-1]


def test_a_trial_log_says_so_on_every_page(shipped: Fonts) -> None:
    printed = pages(write_audit_pdf([REGISTERED] * 80, heading=TRIAL, language="zh-CN", fonts=shipped))
    assert len(printed) > 1
    assert all("试用日志：内容为编造" in text for text in printed)
    in_earnest = write_audit_pdf([REGISTERED], heading=HEADING, language="zh-CN", fonts=shipped)
    assert "试用日志" not in "".join(pages(in_earnest))


def test_the_audit_trail_prints_name_time_with_offset_and_meaning(shipped: Fonts) -> None:
    (text,) = pages(write_audit_pdf([REGISTERED, ESCALATED], heading=HEADING, language="zh-CN", fonts=shipped))
    said = ("王建国", "安全员", "2026-03-02 09:20:33+08:00", "本人登记", "通行密钥", "3F2A-C79A", "✓ 已验证", "未签名")
    for words in (*said, "时限升级规则 v1"):
        assert words.replace(" ", "") in text.replace(" ", "")


def test_the_dossier_holds_particulars_clocks_and_the_line_of_life(shipped: Fonts) -> None:
    (text,) = pages(write_hazard_pdf(DOSSIER, heading=HEADING, language="zh-CN", fonts=shipped))
    for words in (
        "隐患档案 TJSX-2026-000123",
        "2026-03-20 ※2",
        "第 2 次修订",
        "15 日",
        "日历 2026 第 1 版",
        "全过程记录",
    ):
        assert words in text
    for words in ("签名意义: 本人登记", "签名级别: 通行密钥", "签名验证: ✓ 已验证"):
        assert words in text
    assert "记录时间: 2026-03-02 09:20:33 +08:00" in text


def test_a_long_ledger_is_refused_before_anything_is_set(shipped: Fonts) -> None:
    with pytest.raises(PdfTooLong) as refused:
        write_ledger_pdf([STAIRS] * (MOST_ROWS + 1), heading=HEADING, language="zh-CN", fonts=shipped)
    assert refused.value.code() == "pdf_too_long"
    assert "Excel" in str(refused.value)


def test_no_character_of_the_first_planes_stops_a_document(shipped: Fonts) -> None:
    points = [*range(0x3100), *range(0xD700, 0x10000), *range(0x1F000, 0x1F700), *range(0xE0000, 0xE0200)]
    texts = ["".join(map(chr, points[at : at + 500])) for at in range(0, len(points), 500)]
    life = [replace(REGISTERED, summary=text) for text in texts]
    result = write_hazard_pdf(replace(DOSSIER, life=life), heading=HEADING, language="zh-CN", fonts=shipped)
    assert "\u202e" in result.missing_characters
    assert "A" not in result.missing_characters


def test_the_same_export_made_twice_is_the_same_file(shipped: Fonts) -> None:
    first, second = (
        write_hazard_pdf(DOSSIER, heading=HEADING, language="zh-CN", fonts=shipped).content for _ in range(2)
    )
    assert first == second


def test_very_long_words_and_texts_stay_inside_the_page(shipped: Fonts) -> None:
    line = replace(
        STAIRS, number="FUJIAN-FUZHOU-TAIJIANG-SX01-2026-000123", description="X" * 4000, remarks="隐" * 4000
    )
    printed = pages(write_ledger_pdf([line], heading=HEADING, language="zh-CN", fonts=shipped))
    text = "".join(printed).replace("\u200b", "")
    assert text.count("X") == 4000 + text.count("SX01")
    assert "FUJIAN-FUZHOU-TAIJIANG-SX01-2026-000123" in text
