"""Importing a ledger: rows a second from file to record, and the memory that it takes."""

import resource
import time
from collections.abc import Iterator

from api.imports.carrying_out import take_over
from api.imports.opening import read
from api.imports.runs import Runs
from tests.bench.ground import Ratio, ground
from tests.bench.ledgers import ledger_of
from tests.bench.serving import memory_of_the_server
from tests.support.importing import begun

LEAST = 1_500
"""Rows a second that are wanted."""


def measure(times: int, each: int) -> Iterator[Ratio]:
    """Twenty thousand rows at the usual size, and a hundred thousand; these over HTTP as well, for the memory."""
    for rows in (each * 5, each * 25):
        began_kib, took = _peak_kib(), _imported(rows)
        yield Ratio(f"import of {rows:,} ledger rows", rows / took, "wanted", LEAST, "rows/s", "≥ 1")
        what = f"memory of whoever reads and takes over {rows:,} rows"
        yield Ratio(what, _peak_kib() / 1024, "before", began_kib / 1024, "MiB", "")
    if held := memory_of_the_server(each * 25):
        yield Ratio(
            f"memory of the server that {each * 25:,} rows are sent to", held[0], "before", held[1], "MiB", "flat"
        )


def _imported(rows: int) -> float:
    content = ledger_of(rows)
    with ground({"shared_buffers": "256MB"}) as (_, system):
        began = time.perf_counter()
        reading = read(system, content, "ledger.xlsx", None)
        for _ in take_over(system, Runs(system.pool, system.random), begun(system, reading), reading):
            pass
        return time.perf_counter() - began


def _peak_kib() -> float:
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
