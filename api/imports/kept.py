"""Verdicts of a run as they are kept: what rows say is encrypted, what became of them is not."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from api.imports.cells import text_of
from api.imports.outcomes import Fate, Note, Outcome, reasons_of, reported_row
from api.imports.reasons import Reason
from api.imports.runs import Runs
from api.imports.sealing import Seal
from api.store.arrays import Bytes, Integers, Texts, Uuids
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
PAGE = 1000
Said = tuple[str, str | None, str]


class Words(msgspec.Struct, array_like=True):
    """What a row says, and what is said about it."""

    values: dict[str, str | None] | None
    reasons: list[Said]
    flags: list[Said]
    note: Note | None
    cells: list[str]
    """As they were typed, of refused rows: whoever mends them wants to find them."""


NOTHING = Words(None, [], [], None, [])
_WRITE, _READ = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Words)


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptVerdict:
    """A row of a run as it is read again."""

    place: int
    """Of all rows of the file, from 0."""
    sheet: str
    row: int
    fate: Fate
    hazard: UUID | None
    number: str | None
    rank: int
    words: Words

    @property
    def reasons(self) -> list[str]:
        """Everything that is said about it, in the current language."""
        reasons, flags = (_reasons(each) for each in (self.words.reasons, self.words.flags))
        return reasons_of(reasons, flags, self.words.note)

    @property
    def refusals(self) -> list[str]:
        """Why it is no new hazard, in the current language."""
        return reasons_of(_reasons(self.words.reasons), (), self.words.note)

    @property
    def doubts(self) -> list[str]:
        """What is odd about it, in the current language."""
        return [each.plainly() for each in _reasons(self.words.flags)]

    @property
    def report(self) -> dict[str, Any]:
        """The row of a report."""
        return reported_row(self.sheet, self.row, self.fate, self.reasons, self.words.values)


class Keeper:
    """Keeps what becomes of the rows of one run, batch after batch, and counts."""

    def __init__(self, runs: Runs, run: UUID, *, rows: int = 0) -> None:
        """`rows` is how many there are, where an earlier reading has counted them."""
        seal = runs.seal(run)
        assert seal is not None
        self._runs, self._run, self._seal = runs, run, seal
        self.counts: Counter[str] = Counter(rows=rows)
        self.seen = 0

    def keep(self, outcomes: Sequence[Outcome], position: int, now: datetime) -> None:
        """Keep the next rows, and how far the run is."""
        columns = self._columns(outcomes)
        self.seen += len(outcomes)
        self.counts.update(each.fate.value for each in outcomes)
        self.counts["rows"] = max(self.counts["rows"], self.seen)
        self.counts["flagged"] += sum(each.is_flagged and each.fate is Fate.IMPORT for each in outcomes)
        counted = {"counts": msgspec.json.encode(self.counts).decode(), "seen": self.seen, "position": position}
        with self._runs.pool.connection() as connection, connection.transaction():
            connection.execute(SQL["keep_verdicts"], columns)
            connection.execute(SQL["count"], {"id": self._run, **counted, "now": now})

    def close(self) -> None:
        """Forget rows behind the last one: an earlier reading may have found more."""
        with self._runs.pool.connection() as connection:
            connection.execute(SQL["clear_verdicts"], {"run": self._run, "place": self.seen})

    def _columns(self, outcomes: Sequence[Outcome]) -> dict[str, Any]:
        places = range(self.seen, self.seen + len(outcomes))
        bound = f"{self._run} "
        said = [
            self._seal.close(_written(each), bound + str(place)) for place, each in zip(places, outcomes, strict=True)
        ]
        return {
            "run": self._run,
            "places": Integers(places),
            "sheets": Texts(each.row.sheet for each in outcomes),
            "rows": Integers(each.row.row for each in outcomes),
            "verdicts": Texts(each.fate.value for each in outcomes),
            "flagged": Integers(int(each.is_flagged) for each in outcomes),
            "said": Bytes(said),
            "hazards": Uuids(each.hazard for each in outcomes),
            "numbers": Texts(each.number or "" for each in outcomes),
        }


def page_of(
    runs: Runs,
    run: UUID,
    *,
    fate: Fate | None = None,
    flagged: bool = False,
    after: tuple[int, int] = (0, -1),
    limit: int = 50,
) -> list[KeptVerdict]:
    """Rows after one (its rank and place), refused ones first."""
    given = {
        "run": run,
        "verdict": fate.value if fate else None,
        "flagged": flagged,
        "after_rank": after[0],
        "after_place": after[1],
    }
    return _read(runs, run, "verdicts", {**given, "limit": limit})


def every(runs: Runs, run: UUID, fate: Fate | None = None) -> Iterator[KeptVerdict]:
    """All rows in the order of the file, a thousand in memory at a time."""
    after = -1
    while found := _read(
        runs, run, "report", {"run": run, "verdict": fate.value if fate else None, "after": after, "limit": PAGE}
    ):
        yield from found
        after = found[-1].place


def _asked(run: UUID, fate: Fate | None) -> dict[str, Any]:
    return {"run": run, "verdict": fate.value if fate else None}


def _read(runs: Runs, run: UUID, statement: str, given: Mapping[str, Any]) -> list[KeptVerdict]:
    seal = runs.seal(run)
    with runs.pool.connection() as connection:
        rows = connection.execute(SQL[statement], given).fetchall()
    return [_verdict(run, seal, row) for row in rows]


def _verdict(run: UUID, seal: Seal | None, row: Sequence[Any]) -> KeptVerdict:
    place, sheet, number_of_row, fate, _, said, hazard, number, rank = row
    words = _READ.decode(seal.open(bytes(said), f"{run} {place}")) if seal and said else NOTHING
    return KeptVerdict(
        place=place,
        sheet=sheet,
        row=number_of_row,
        fate=Fate(fate),
        hazard=hazard,
        number=number,
        rank=rank,
        words=words,
    )


def _written(outcome: Outcome) -> bytes:
    row = outcome.row
    cells = [text_of(cell) for cell in row.raw] if outcome.fate is Fate.REFUSE else []
    values = dict(row.values) if row.values is not None else None
    return _WRITE.encode(Words(values, _said(row.reasons), _said(row.flags), outcome.note, cells))


def _said(reasons: Sequence[Reason]) -> list[Said]:
    return [(each.code, each.field, each.detail) for each in reasons]


def _reasons(said: Sequence[Said]) -> list[Reason]:
    return [Reason(*each) for each in said]
