"""Files that are turned away as a whole, each with a clear reason."""

import io
import struct
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from api.imports.limits import Limits
from api.imports.reader import guess_columns, read_ledger
from api.imports.refusals import (
    CsvInDisguise,
    HtmlInDisguise,
    LedgerBroken,
    LedgerEmpty,
    LedgerFileRefused,
    LedgerTooLarge,
    NoHeadingsRecognised,
    NotASpreadsheet,
    PasswordProtected,
)
from api.words import sentence, speaking
from tests.api.imports.books import DATA, HEADINGS, ROW, TODAY, book, ledger, reading, saved


def _packed(**members: str) -> bytes:
    """A zip archive of these members; two underscores stand for a slash, one for a dot at the end."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return file.getvalue()


def _sample(kind: str) -> bytes:
    return (DATA / f"town-ledger.{kind}").read_bytes()


def _xls_with_a_password() -> bytes:
    """The sample with the record that announces encryption put in place of another of the workbook's globals."""
    content = _sample("xls")
    writer_record = struct.pack("<H", 0x5C)
    at = content.index(writer_record, content.index(struct.pack("<HHH", 0x809, 16, 0x600)))
    return content[:at] + struct.pack("<H", 0x2F) + content[at + 2 :]


ODS_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
ENTITIES = '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>'
PAGE = "<html><head><meta charset='utf-8'></head><body><table><tr><td>序号</td></tr></table></body></html>"

TURNED_AWAY: list[tuple[str, bytes, type[LedgerFileRefused]]] = [
    ("nothing", b"", LedgerEmpty),
    ("blanks", b" \r\n\x00 ", LedgerEmpty),
    ("a page", PAGE.encode(), HtmlInDisguise),
    ("a page of an old system", b"\r\n  " + PAGE.replace("utf-8", "gbk").encode("gbk"), HtmlInDisguise),
    ("a page in utf-16", PAGE.encode("utf-16"), HtmlInDisguise),
    ("a bare table", "<TABLE border=1><tr><td>隐患</td></tr></TABLE>".encode("gbk"), HtmlInDisguise),
    ("a web archive", b"MIME-Version: 1.0\nContent-Type: multipart/related\n", HtmlInDisguise),
    ("csv", "序号,单位,隐患描述\n1,第一小学,门坏\n".encode(), CsvInDisguise),
    ("csv of an office", "序号,单位,隐患描述\r\n1,第一小学,门坏\r\n".encode("gb18030"), CsvInDisguise),
    ("tabs with a mark", "序号\t单位\n1\t第一小学\n".encode("utf-8-sig"), CsvInDisguise),
    ("text in utf-16", "序号\t单位\n1\t第一小学\n".encode("utf-16"), CsvInDisguise),
    ("a letter", "关于开展安全检查的通知\n各学校：\n请自查。\n".encode(), NotASpreadsheet),
    ("a pdf", b"%PDF-1.7\n1 0 obj\n", NotASpreadsheet),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NotASpreadsheet),
    ("a spreadsheet in plain xml", b'<?xml version="1.0"?><Workbook xmlns="urn:office:spreadsheet"/>', NotASpreadsheet),
    ("a text document", _packed(word__document_xml="<w/>"), NotASpreadsheet),
    ("an open text document", _packed(mimetype=ODS_MIMETYPE[:-11] + "text", content_xml="<x/>"), NotASpreadsheet),
    ("an archive of nothing", b"PK\x05\x06" + b"\0" * 18, LedgerBroken),
    ("half a workbook", _sample("xlsx")[:20_000], LedgerBroken),
    ("half an old workbook", _sample("xls")[:30_000], LedgerBroken),
    ("half an open workbook", _sample("ods")[:30_000], LedgerBroken),
    ("a workbook without sheets", _packed(xl__workbook_xml="<workbook/>"), LedgerBroken),
    ("a workbook of broken xml", _packed(xl__workbook_xml="<workbook"), LedgerBroken),
    ("a workbook with entities", _packed(xl__workbook_xml=ENTITIES), LedgerBroken),
    ("an open workbook with entities", _packed(mimetype=ODS_MIMETYPE, content_xml=ENTITIES), LedgerBroken),
    ("an empty compound file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, LedgerBroken),
    ("a protected workbook", (DATA / "protected.xlsx").read_bytes(), PasswordProtected),
    ("a protected old workbook", _xls_with_a_password(), PasswordProtected),
    (
        "a protected open workbook",
        _packed(mimetype=ODS_MIMETYPE, content_xml="x", **{"META-INF__manifest_xml": "<manifest:encryption-data/>"}),
        PasswordProtected,
    ),
    ("sheets without cells", book(("台账", [], [])), LedgerEmpty),
    ("headings without rows", ledger(), LedgerEmpty),
    ("headings and a sum", ledger(["合计", "", "", "", "", "0处"]), LedgerEmpty),
    ("a list of pupils", book(("名单", [["姓名", "年龄", "班级"], ["张三", 12, "三班"]], [])), NoHeadingsRecognised),
    ("figures only", book(("汇总", [["单位", "隐患总数", "整改率"], ["一小", 3, "67%"]], [])), NoHeadingsRecognised),
]


@pytest.mark.parametrize(
    ("content", "refusal"), [(c, r) for _, c, r in TURNED_AWAY], ids=[n for n, _, _ in TURNED_AWAY]
)
def test_a_file_is_turned_away_for_what_it_is(content: bytes, refusal: type[LedgerFileRefused]) -> None:
    for name in ("ledger.xlsx", "ledger.csv", ""):
        with pytest.raises(LedgerFileRefused) as refused:
            reading(content, filename=name)
        assert type(refused.value) is refusal


def test_every_refusal_is_said_in_both_languages() -> None:
    for refusal in LedgerFileRefused.__subclasses__():
        said = refusal(what="rows", limit=1)
        with speaking("zh-CN"):
            chinese = sentence(said)
        with speaking("en"):
            english = sentence(said)
        assert chinese != english
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese), refusal.code()


LIMITS: list[tuple[str, Limits]] = [
    ("file", Limits(file_bytes=10_000)),
    ("unpacked", Limits(unpacked_bytes=100_000)),
    ("rows", Limits(rows=50)),
    ("columns", Limits(columns=10)),
    ("cells", Limits(cells=1_000)),
]


@pytest.mark.parametrize("limits", [limits for _, limits in LIMITS], ids=[name for name, _ in LIMITS])
def test_a_file_beyond_a_limit_is_turned_away_before_it_is_read(limits: Limits) -> None:
    with pytest.raises(LedgerTooLarge):
        read_ledger(_sample("xlsx"), filename="x.xlsx", today=TODAY, limits=limits)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_other_kinds_have_the_same_limits(kind: str) -> None:
    for limits in (Limits(rows=50), Limits(columns=10)):
        with pytest.raises(LedgerTooLarge):
            guess_columns(_sample(kind), limits=limits)


def _far(cell: str, value: str | None) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(ledger(ROW)))
    sheet = workbook["台账"]
    sheet[cell].number_format = "0.00"
    sheet[cell].value = value
    return saved(workbook)


def test_a_single_cell_at_the_end_of_the_world_does_not_fill_the_memory() -> None:
    with pytest.raises(LedgerTooLarge):
        reading(_far("XFD1048576", "x"))
    with pytest.raises(LedgerTooLarge):
        reading(_far("A1048576", "x"))


def test_a_formatted_but_empty_cell_out_there_does_no_harm() -> None:
    assert len(list(reading(_far("XFD1000000", None)))) == 1


def test_an_open_workbook_cannot_repeat_a_cell_without_end() -> None:
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'  # noqa: E501
    names = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:office="o" xmlns:text="t"'
    content = (
        f'<office:document-content {names}><table:table table:name="a">{row}</table:table></office:document-content>'
    )
    with pytest.raises(LedgerTooLarge):
        reading(_packed(mimetype=ODS_MIMETYPE, content_xml=content))


def test_a_long_shared_text_cannot_be_multiplied_without_end() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5001))
    content = _packed(
        xl__workbook_xml=(
            '<workbook xmlns="a" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="s" r:id="r1"/></sheets></workbook>'
        ),
        **{
            "xl___rels__workbook_xml.rels": '<Relationships xmlns="b"><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>',  # noqa: E501
            "xl__sharedStrings_xml": f"<sst><si><t>{'x' * 2**20}</t></si></sst>",
            "xl__worksheets__s_xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>",
        },
    )
    with pytest.raises(LedgerTooLarge):
        read_ledger(content, filename="x.xlsx", today=TODAY, limits=Limits(unpacked_bytes=2**30))


def _damaged(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("damage", [lambda c, n: _damaged(c, n), lambda c, n: c[:n], lambda c, n: c[:n] + c[n + 7 :]])
def test_a_damaged_workbook_is_read_or_refused_but_never_breaks_the_reader(
    kind: str, damage: Callable[[bytes, int], bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    content = _sample(kind)
    for at in range(0, len(content), len(content) // 12):
        try:
            rows = list(reading(damage(content, at)))
        except LedgerFileRefused:
            continue
        assert all(row.verdict in ("import", "refuse", "duplicate") for row in rows)
    capfd.readouterr()


def test_headings_alone_do_not_make_a_sheet_of_instructions_a_ledger() -> None:
    content = book(
        ("填表说明", [["一、本表由学校填写。"], ["二、隐患等级分为一般和重大。"]], []), ("台账", [HEADINGS, ROW], [])
    )
    assert reading(content).passed_over == ("填表说明",)
