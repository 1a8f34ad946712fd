"""What a large ledger costs the server that it is sent to: the web server's memory while it is taken over."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from subprocess import Popen
from threading import Event, Thread

import httpx2

from api.settings import Settings
from api.system import open_system
from api.web.exports import XLSX
from domain.appointment.posts import Post
from tests.bench.ledgers import ledger_of
from tests.proofs.asking import free_port
from tests.proofs.home import answers, child, proving_ground
from tests.support.browsing import Browser, forms_of

STATUS = Path("/proc/self/status")
PROCESSES = ("web", "work", "follow")
DONE_S = 600
WARM = 200
"""Rows of the small ledger that comes first, so that what a server loads once is not counted."""


def memory_of_the_server(rows: int) -> tuple[float, float] | None:
    """MiB the web server held at most while a ledger of so many rows was sent, read and taken over, and before.

    None where the system tells no process's memory.
    """
    if not STATUS.exists():
        return None
    with (
        proving_ground() as (found, _),
        open_system(replace(found, port=free_port())) as system,
        _served(system.settings) as (web, client),
    ):
        browser = Browser(system, client).signed_in("dongcheng", Post.SAFETY_SECTION)
        _take_over(browser, WARM)
        before = _resident_mib(web.pid)
        with _highest(web.pid) as seen:
            _take_over(browser, rows)
        return max(seen), before


def _take_over(browser: Browser, rows: int) -> None:
    """Send a ledger, wait for its verdicts, say yes, wait until it is recorded, as somebody at a browser does."""
    form = next(each for each in forms_of(browser.open("/imports")) if each.is_multipart)
    sent = browser.client.post(form.action, data=form.values, files=[("file", ("ledger.xlsx", ledger_of(rows), XLSX))])
    assert sent.status_code == 200, sent.text
    run = str(sent.url.path)
    browser.client.post(f"{run}/take-over", data=_when(browser, run, "take-over"))
    _when(browser, run, "refused.xlsx", is_form=False)


def _when(browser: Browser, run: str, what: str, *, is_form: bool = True) -> dict[str, list[str]]:
    """The form that leads there, or nothing where it is a link, as soon as the page of the run has it."""
    deadline = time.monotonic() + DONE_S
    while time.monotonic() < deadline:
        page = browser.open(run)
        forms = [each.values for each in forms_of(page) if each.action.endswith(what)]
        if forms or (not is_form and "every 2s" not in page.text):
            return forms[0] if forms else {}
        time.sleep(0.5)
    raise AssertionError(f"{run} offers no {what}")


@contextmanager
def _served(settings: Settings) -> Iterator[tuple["Popen[bytes]", httpx2.Client]]:
    """The web server with what works beside it, and a client of it."""
    running = [child(settings, "api.cli", name, is_heard=False) for name in PROCESSES]
    with httpx2.Client(base_url=settings.public_origin, follow_redirects=True, timeout=120, trust_env=False) as client:
        try:
            assert answers(running[0], settings.public_origin)
            yield running[0], client
        finally:
            for each in running:
                each.terminate()
            for each in running:
                each.wait(60)


@contextmanager
def _highest(process: int) -> Iterator[list[float]]:
    """What a process holds, looked at ten times a second."""
    seen, ended = [_resident_mib(process)], Event()

    def look() -> None:
        while not ended.wait(0.1):
            seen.append(_resident_mib(process))

    looking = Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        ended.set()
        looking.join()


def _resident_mib(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(float(each.split()[1]) / 1024 for each in lines if each.startswith("VmRSS"))
