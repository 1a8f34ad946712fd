"""Bundles: one hazard's in a process that has the heads at hand, as a page asks for it, and its check."""

import time
from collections.abc import Iterator
from io import BytesIO
from statistics import median
from threading import Event

from api.bundles.asking import about_hazard
from api.bundles.making import Wanted, make
from api.bundles.verify import verdict
from api.cli.acting import console
from api.reading.masking import masking_of
from api.services import services_of
from api.workers.sealer import run_sealer
from tests.bench.filling import fill
from tests.bench.ground import Ratio, ground
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing

FILLED = 4_000
"""Hazards of the log besides: some 18 000 events."""


def measure(times: int, _each: int) -> Iterator[Ratio]:
    """Milliseconds, the middle of several; the first one, which reads all heads, is not counted."""
    with ground({"shared_buffers": "256MB"}) as (_engine, system):
        fill(system, FILLED)
        stories = SignedStories(begin_signing(system), now=system.clock())
        hazard = str(stories.verified())
        run_sealer(system, Event(), once=True)
        services = services_of(system)
        operator, made = console(services), list[float]()
        for _ in range(times * 4 + 1):
            began, out = time.perf_counter(), BytesIO()
            about, wanted = about_hazard(services, operator, hazard), Wanted(masking=masking_of(operator, in_full=True))
            make(services, operator, about, wanted).write(out)
            made.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        assert verdict(out.getvalue())["holds"]
        checked = (time.perf_counter() - began) * 1000
    yield Ratio("one hazard's bundle, warm", median(made[1:]), "the first one", made[0], "ms", "≤ 300 ms")
    yield Ratio("its check by verify.py", checked, "making it", median(made[1:]), "ms", "")
