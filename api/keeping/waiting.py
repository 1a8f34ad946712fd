"""Copies that wait in encrypted rows: steps to be signed, forms of ended sessions, imports. They go with a name."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from uuid import UUID

from api.imports.runs import CORRECTABLE, FILE, RunMovedOn, Runs, Status
from api.keeping.finding import SQL, rows
from api.services import Services

ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
MOST_OPENED = 256 * 2**20
"""Most bytes of an uploaded ledger that are looked through once it is unpacked."""


def let_go(services: Services, names: Sequence[str]) -> int:
    """Remove what names somebody and is kept for a short while only; says how many steps, forms and rows it was."""
    if not names:
        return 0
    return _steps(services, names) + _forms(services, names) + _imports(services, names)


def _steps(services: Services, names: Sequence[str]) -> int:
    gone = [each for each, said in services.signing.steps.every() if _names(said, names)]
    return _run(services, "drop_prepared", ids=gone)


def _forms(services: Services, names: Sequence[str]) -> int:
    gone = [each for each, typed in services.held.every() if any(name in typed for name in names)]
    return _run(services, "drop_held_forms", ids=gone)


def _imports(services: Services, names: Sequence[str]) -> int:
    runs = Runs(services.system.pool, services.system.random)
    return sum(_import(services, runs, row[0], names) for row in rows(services, "readable_runs"))


def _import(services: Services, runs: Runs, run: UUID, names: Sequence[str]) -> int:
    """Rows are unsaid; an import that waits with such a file is discarded, and has to be asked for again."""
    seal = runs.seal(run)
    if seal is None:
        return 0
    said = rows(services, "said_of_rows", run=run)
    places = [place for place, sealed in said if _names(seal.open(bytes(sealed), f"{run} {place}"), names)]
    parts = [runs.part(run, part) for part in (FILE, "columns")]
    is_in_parts = any(part is not None and _is_in_file(part, names) for part in parts)
    if is_in_parts or (places and not runs.run(run).is_over):
        _discard(services, runs, run, services.system.clock())
    return _run(services, "unsay_rows", run=run, places=places) + int(is_in_parts)


def _discard(services: Services, runs: Runs, run: UUID, now: datetime) -> None:
    if not runs.run(run).is_over:
        try:
            runs.move(run, (*CORRECTABLE, Status.ASKED, Status.RUNNING), Status.DISCARDED, now)
        except RunMovedOn:
            return
    _run(services, "drop_parts", run=run)


def _is_in_file(content: bytes, names: Sequence[str]) -> bool:
    return any(_names(part, names) for part in _opened(content))


def _opened(content: bytes) -> Iterable[bytes]:
    """The file, and what is packed in it, up to a bound."""
    yield content
    if not zipfile.is_zipfile(BytesIO(content)):
        return
    with zipfile.ZipFile(BytesIO(content)) as packed:
        left = MOST_OPENED
        for each in packed.infolist():
            left -= each.file_size
            if left > 0:
                yield packed.read(each)


def _names(content: bytes, names: Sequence[str]) -> bool:
    return any(name.encode(encoding, "ignore") in content for name in names for encoding in ENCODINGS)


def _run(services: Services, statement: str, **given: object) -> int:
    with services.system.pool.connection() as connection:
        return connection.execute(SQL[statement], given).rowcount
