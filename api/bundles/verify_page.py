"""The page that checks bundles: one file that opens anywhere, put together from the parts in `page/`.

Its policy names its one script and its one style by digest and allows nothing else: no network, no frame, no form.
"""

import base64
import json
from functools import cache
from hashlib import sha256
from importlib.resources import files

from api.bundles.told import tables

SCRIPTS = (
    "bytes.js",
    "archive.js",
    "tree.js",
    "keys.js",
    "notes.js",
    "statements.js",
    "checks.js",
    "judging.js",
    "levels.js",
    "story.js",
    "page.js",
)
"""In the order in which they stand on the shoulders of each other."""

NAME = "verify.html"


@cache
def verify_page() -> bytes:
    """The whole page; the same bytes wherever the same version of the product runs."""
    script, style = _script(), _part("verify.css")
    page = _part(NAME)
    for place, text in {"SCRIPT": _allowed(script), "STYLE": _allowed(style), "CSS": style, "JS": script}.items():
        page = page.replace(f"%{place}%", text, 1)
    return page.encode()


def _script() -> str:
    told = json.dumps(tables(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    parts = "\n".join(map(_part, SCRIPTS))
    return f'(() => {{\n"use strict";\nconst TABLES = {told};\n\n{parts}\n}})();\n'


def _allowed(text: str) -> str:
    """How a policy names a script or a style."""
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"


def _part(name: str) -> str:
    return files("api.bundles").joinpath("page", name).read_text("utf-8")
