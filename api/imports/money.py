"""Funds as they stand in ledgers → integer fen (1 yuan = 100 fen)."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from api.imports.cells import Cell, is_placeholder, text_of, words
from api.imports.characters import FORMS
from api.imports.numerals import number

YUAN = 100
MULTIPLES = {"元": YUAN, "百元": 10**4, "千元": 10**5, "万元": 10**6, "亿元": 10**10, "角": 10, "分": 1}
NOTHING = words("0 零 无需 不需 不需要 无须 免费 未产生 未产生费用 无费用 无资金 不需资金 无需资金 不涉及 零投入")
NOT_A_SUM = words("自筹 学校自筹 自行解决 专项资金 公用经费 学校经费 待核算 待预算 待测算 待审批 申请中")
SURPLUS = re.compile(
    r"人民币|rmb|cny|[¥￥,，'’\s]|学校|自筹|已|近|大约|约|左右|估计|预计|预算|概算|需要|需|共计|合计|投入|资金|经费|[:：]|余(?=元|$)"
)
BRACKETED = re.compile(r"(?<=.)\([^()]*\)$")
SUM = re.compile(r"(?P<figure>.+?)(?P<unit>元|圆|块钱|块)?(?:(?P<jiao>.)角)?(?:(?P<fen>.)分)?[整正]?")
OFFICE_UNIT = re.compile(r"(亿元|百万元|万元|千元|百元|元)|(?<=[(:])(万)(?=[)]|$)")
MOST = 2**53 - 1


class Funds(NamedTuple):
    """A sum in fen, or a word that it cannot be read; both None where the cell says nothing."""

    fen: int | None = None
    unreadable: bool = False
    unit_assumed: bool = False


def unit_named_in(heading: str) -> str | None:
    """万元, 元 … where the heading (or a line above the table, “单位：万元”) names one."""
    found = OFFICE_UNIT.search(unicodedata.normalize("NFKC", heading))
    return None if found is None else found.group(1) or "万元"


def read_funds(cell: Cell, unit: str | None = None) -> Funds:
    """The sum in fen. `unit` is the heading's; a unit in the cell itself wins, none at all means yuan."""
    text = unicodedata.normalize("NFKC", text_of(cell)).casefold().translate(FORMS)
    if not text or text in NOT_A_SUM or (is_placeholder(text) and text != "无"):
        return Funds()
    if text in NOTHING or text == "无":
        return Funds(0)
    return _sum_of(text, unit)


def _sum_of(text: str, unit: str | None) -> Funds:
    """Tell an explicit sum (1.2万, 300元, 壹仟元整) from a bare figure that needs the heading's unit."""
    text = BRACKETED.sub("", text)
    parts = SUM.fullmatch(SURPLUS.sub("", text).replace("w", "万").replace("k", "千"))
    figure = number(parts["figure"]) if parts else None
    if parts is None or figure is None:
        return Funds(unreadable=True)
    explicit = (
        parts["unit"] is not None or any(sign in text for sign in "¥￥") or not re.fullmatch(r"[\d.]+", parts["figure"])
    )
    per = YUAN if explicit or unit is None else MULTIPLES.get(unit, YUAN)
    small = sum((number(parts[p]) or 0) * MULTIPLES[w] for p, w in (("jiao", "角"), ("fen", "分")) if parts[p])
    return _in_fen(figure * per + small, assumed=not explicit and unit is None)


def _in_fen(value: Decimal, *, assumed: bool) -> Funds:
    """Half a fen goes up; a sum that no ledger can hold is unreadable."""
    fen = int(value.quantize(Decimal(1), ROUND_HALF_UP)) if value < MOST else None
    return Funds(fen, unreadable=fen is None, unit_assumed=assumed and bool(fen))
