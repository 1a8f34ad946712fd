"""Numbers as Chinese clerks write them: 三十五, 一万二千, 壹万贰仟, 1万2千, 二〇二五."""

import re
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}
DIGITS |= {"○": 0, "两": 2, "俩": 2, "貳": 2, "參": 3, "陸": 6}
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
SHORTENED = {"万": "千", "萬": "千", "千": "百", "仟": "百", "百": "十", "佰": "十"}
NUMERALS = "".join(DIGITS) + "".join(TENS)
TOKEN = re.compile(rf"\d+(?:\.\d+)?|[{NUMERALS}{''.join(MYRIADS)}]")
WRITTEN = re.compile(rf"(?:\d+(?:\.\d+)?|[{NUMERALS}{''.join(MYRIADS)}])+")


def number(text: str) -> Decimal | None:
    """The value of a number in digits, numerals or both; None where the text is anything else."""
    if not text or not WRITTEN.fullmatch(text):
        return None
    tokens = TOKEN.findall(text)
    if tokens[0] in MYRIADS:
        return None
    if len(tokens) > 1 and all(t in DIGITS for t in tokens):
        return Decimal("".join(str(DIGITS[t]) for t in tokens))
    return _sum(tokens)


def _sum(tokens: list[str]) -> Decimal | None:
    """Add up sections of ten thousands; two figures in a row (“3 5”) are no number; 一万二 is 12 000."""
    if len(tokens) > 2 and len(tokens[-1]) == 1 and tokens[-1] not in MYRIADS | TENS and tokens[-2] in SHORTENED:
        tokens = [*tokens, SHORTENED[tokens[-2]]]
    total, section, figure = Decimal(0), Decimal(0), None
    for token in tokens:
        if token in MYRIADS:
            total += (section + (figure if figure is not None else Decimal(0 if section else 1))) * MYRIADS[token]
            section, figure = Decimal(0), None
        elif token in TENS:
            section += (Decimal(1) if figure is None else figure) * TENS[token]
            figure = None
        elif figure is not None and figure != 0:
            return None
        else:
            figure = Decimal(DIGITS[token]) if token in DIGITS else Decimal(token)
    return total + section + (figure or 0)


def in_digits(text: str) -> str:
    """The text with every run of numerals written in digits: 二〇二五年三月十五日 → 2025年3月15日."""
    return re.sub(rf"[{NUMERALS}]+", lambda run: _run_in_digits(run.group()), text)


def _run_in_digits(run: str) -> str:
    """A run without tens is read figure by figure, one with tens as a number; hopeless ones stay."""
    if all(c in DIGITS for c in run):
        return "".join(str(DIGITS[c]) for c in run)
    value = number(run)
    return run if value is None else str(int(value))
