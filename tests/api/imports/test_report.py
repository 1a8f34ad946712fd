"""The report, its words, and what a long reading costs."""

import json
import tracemalloc

from api.imports.reader import read_ledger
from api.imports.reasons import FLAGS, REFUSALS, WEIGHTS, Reason
from api.imports.report import report_json, report_lines
from api.imports.vocabulary import FIELDS
from api.words import catalogue
from tests.api.imports.books import TODAY, changed, ledger, reading


def test_the_report_speaks_chinese_unless_english_is_asked_for() -> None:
    content = ledger(changed(检查时间="三月初"), changed(验收人="李四"))
    chinese = json.loads(report_json(reading(content)))
    english = json.loads(report_json(reading(content), language="en"))
    assert [row["reasons"] for row in chinese] == [["发现日期无法辨认（三月初）"], ["flag: 验收人就是整改责任人"]]
    assert [row["reasons"] for row in english] == [
        ["found-on date not readable (三月初)"],
        ["flag: verifier is the rectifier"],
    ]


def test_a_report_of_nothing_is_an_empty_list() -> None:
    assert json.loads(report_json([])) == []


def test_the_report_comes_row_by_row() -> None:
    lines = list(report_lines(reading(ledger(changed(), changed(序号=2)))))
    assert len(lines) == 3
    assert json.loads(b"".join(lines))[1]["verdict"] == "duplicate"


def test_every_code_and_field_has_words_in_both_languages() -> None:
    keys = {f"ledger.reason.{code}" for code in WEIGHTS} | {
        f"ledger.{kind}.{f}" for kind in ("field", "subject") for f in FIELDS
    }
    for language in ("zh-CN", "en"):
        assert keys - set(catalogue(language)) == set()


def test_no_code_has_two_weights_and_only_flags_begin_with_flag() -> None:
    assert set(REFUSALS) & set(FLAGS) == set()
    assert {code for code in WEIGHTS if Reason(code).sentence("en").startswith("flag: ")} == set(FLAGS)


def test_reading_a_long_ledger_keeps_next_to_nothing_of_the_rows_gone_by() -> None:
    rows = [changed(序号=n, 隐患描述=f"{n}号灭火器压力不足") for n in range(1_500)]
    read = read_ledger(ledger(*rows), filename="x", today=TODAY)
    for _ in read:
        pass
    tracemalloc.start()
    count = sum(1 for _ in read)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 1_500
    assert peak < 1_500 * 800
