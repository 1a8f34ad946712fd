"""Bundles held against both verifiers: the page in a real browser, and the file for Python."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from api.bundles.about import About
from api.bundles.making import Wanted, make
from api.bundles.verify_page import verify_page
from api.cli.acting import console
from api.reading.masking import masking_of
from api.services import Services

CHECK = """async ([bundle, policy, earlier]) => {
    const bytes = Uint8Array.from(atob(bundle), (each) => each.charCodeAt(0));
    return await checkBundle(bytes, { policy, earlier });
}"""


def bundle_about(services: Services, about: About, *since: int) -> bytes:
    """A bundle as the console makes it, names in full."""
    operator, out = console(services), BytesIO()
    wanted = Wanted(masking=masking_of(operator, in_full=True), since=since)
    make(services, operator, about, wanted).write(out)
    return out.getvalue()


@contextmanager
def page_from_a_file(chromium: Browser, folder: Path) -> Iterator[Page]:
    """The page from a file, in a browser that is offline and reports whatever it complains of."""
    path = folder / "verify.html"
    path.write_bytes(verify_page())
    context = chromium.new_context(locale="zh-CN", offline=True, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.on("pageerror", _complain)
    page.on("console", lambda said: _complain(said.text) if said.type == "error" else None)
    page.goto(path.as_uri())
    yield page
    context.close()


def _complain(error: object) -> None:
    raise AssertionError(str(error))


def checked(page: Page, bundle: bytes, policy: str | None = None, *earlier: str) -> dict[str, Any]:
    """What the page's own check comes to; the verifier of the command line has to come to the same."""
    found: dict[str, Any] = page.evaluate(CHECK, [base64.b64encode(bundle).decode(), policy, list(earlier)])
    if found["kind"] != "unable":
        assert told_by_program(bundle, policy, *earlier) == (found["code"], found["position"])
    return found


def told_by_program(bundle: bytes, policy: str | None, *earlier: str) -> tuple[str, int]:
    """Code and position of the first thing that does not hold, by `verify.py`."""
    program = import_module("api.bundles.verify")
    said = program.verdict(bundle, policy.encode() if policy else None, [each.encode() for each in earlier])
    fault = said["fault"] or {"code": "", "position": 0}
    return fault["code"], fault["position"]
