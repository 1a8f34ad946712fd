"""From what was typed to the plain values a command is built from: money in fen, days one a line, rows as lists."""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from api.web.forms.fields import Field, Widget
from api.web.forms.typed import Typed
from domain.kernel.quantities import MAX_FEN
from domain.kernel.refusals import Malformed

SIGNS = str.maketrans("", "", ",，¥￥元 　")


class NotAnAmount(Malformed):
    """Money is written in yuan, with at most two decimals."""

    sentence = "{where}: write an amount in yuan, for example 1200 or 1200.50."


def values_of(fields: Iterable[Field], typed: Typed) -> dict[str, Any]:
    """Values by the names that the command, or the value it is made of, has for them."""
    return {field.last: value_of(field, typed) for field in fields}


def value_of(field: Field, typed: Typed) -> Any:
    """The value of one field; None where nothing was typed. Raises `NotAnAmount`."""
    match field.widget:
        case Widget.GROUP:
            return values_of(field.parts, typed)
        case Widget.ROWS:
            rows = ([part.at(row) for part in field.parts] for row in typed.rows(field))
            return [values_of(parts, typed) for parts in rows]
        case Widget.SEVERAL | Widget.EVIDENCE:
            return list(typed.several(field.name))
        case Widget.DAYS:
            return typed.one(field.name).split()
        case Widget.MONEY:
            return fen(field.name, typed.one(field.name))
    return typed.one(field.name).strip(" \n\t") or None


def fen(where: str, text: str) -> int | None:
    """Yuan as people write them (1,200.50, ￥1200, １２００元) as whole fen."""
    plain = unicodedata.normalize("NFKC", text).strip().translate(SIGNS)
    if not plain:
        return None
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        raise NotAnAmount(where=where)
    try:
        amount = Decimal(plain) * 100
    except InvalidOperation as error:
        raise NotAnAmount(where=where) from error
    if amount != int(amount) or amount > MAX_FEN:
        raise NotAnAmount(where=where)
    return int(amount)
