"""Pages as somebody without a script uses them: open, read, fill in the form that is there, press a button."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from httpx2 import Client, Response
from starlette.testclient import TestClient

from api.app import make_app
from api.services import services_of
from api.system import System
from domain.appointment.posts import Post
from tests.support.settled import PASSWORD, account, administrator

Upload = tuple[str, bytes, str]
"""Name, bytes and kind of a file, as a browser sends it."""


@dataclass
class SentForm:
    """A form of a page with what stands in it."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    is_multipart: bool = False
    choices: dict[str, list[str]] = field(default_factory=dict)
    """Every value of a list or of a group of buttons, chosen or not."""


class _Reader(HTMLParser):
    """Collects the forms of a page and what they would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            multipart = "multipart" in (said.get("enctype") or "")
            self.forms.append(SentForm(said.get("action") or "", is_multipart=multipart))
        elif self.forms and tag == "input" and said.get("name"):
            self._input(self.forms[-1], said)
        elif self.forms and tag == "select":
            self._select = said.get("name") or ""
        elif self.forms and tag == "option" and self._select:
            self._option(self.forms[-1], said)
        elif self.forms and tag == "textarea":
            self._area = said.get("name") or ""
            self.forms[-1].values[self._area] = [""]
        elif self.forms and tag == "button":
            self.forms[-1].buttons.append((said.get("name") or "", said.get("value") or ""))

    def _input(self, form: SentForm, said: Mapping[str, str | None]) -> None:
        name, value, kind = said["name"] or "", said.get("value") or "", said.get("type")
        if kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value)
        if kind != "file" and (kind not in ("radio", "checkbox") or "checked" in said):
            form.values.setdefault(name, []).append(value)

    def _option(self, form: SentForm, said: Mapping[str, str | None]) -> None:
        """What is chosen; without a choice the first that can be. A disabled one is shown and never sent."""
        value = said.get("value") or ""
        form.choices.setdefault(self._select, []).append(value)
        if "selected" in said:
            form.values[self._select] = [] if "disabled" in said else [value]
        elif "disabled" not in said:
            form.values.setdefault(self._select, [value])

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1].values[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""


class Browser:
    """One person at a browser, without scripts."""

    def __init__(self, system: System, client: Client | None = None) -> None:
        self.system = system
        self.services = services_of(system)
        self.client = client or TestClient(
            make_app(self.services), base_url="http://localhost:8000", follow_redirects=True
        )

    def signed_in(self, code: str, post: Post) -> "Browser":
        """Signed in as whoever holds a post; the account is made."""
        return self.enter(account(self.system, code, post))

    def as_administrator(self) -> "Browser":
        """Signed in as an administrator of accounts; the account is made."""
        return self.enter(administrator(self.system))

    def enter(self, sign_in: str, password: str = PASSWORD) -> "Browser":
        """Sign in by the form."""
        answer = self.client.post("/sign-in", data={"name": sign_in, "password": password}, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return self

    def open(self, address: str) -> Response:
        """A page, wherever it leads."""
        return self.client.get(address, headers={"Accept-Language": "zh-CN"})

    def press(
        self,
        page: Response,
        *,
        button: tuple[str, str] | None = None,
        files: Iterable[Upload] = (),
        follow: bool = True,
        **typed: str | list[str] | None,
    ) -> Response:
        """Fill in the page's main form and send it. `__` in a name stands for a dot; None takes a field away."""
        form = main_form(page)
        values = dict(form.values)
        for name, value in typed.items():
            path = name.replace("__", ".")
            values.pop(path, None)
            if value is not None:
                values[path] = value if isinstance(value, list) else [value]
        if button:
            values[button[0]] = [button[1]]
        sent = [("files", each) for each in files]
        return self.client.post(form.action, data=values, files=sent or None, follow_redirects=follow)


def forms_of(page: Response) -> list[SentForm]:
    """Every form of a page."""
    reader = _Reader()
    reader.feed(page.text)
    return reader.forms


def main_form(page: Response) -> SentForm:
    """The form that the page is about: the one with the most fields that carries a command, or simply the last."""
    forms = forms_of(page)
    assert forms, page.text
    return next((each for each in reversed(forms) if "command_id" in each.values), forms[-1])


def report(browser: Browser, **typed: Any) -> str:
    """Report a hazard by the form; gives its identifier."""
    said: dict[str, Any] = {
        "place__text": "三楼东侧走廊",
        "category": "building.railings",
        "description": "护栏松动，两根立柱脱焊。",
    }
    page = browser.press(browser.open("/report"), **{**said, **typed})
    assert page.status_code == 200, page.text
    return str(page.url).split("/")[4]


def take(browser: Browser, hazard: str, step: str, **typed: Any) -> Response:
    """Take a step by its form."""
    page = browser.open(f"/hazards/{hazard}/steps/{step}")
    assert page.status_code == 200, page.text
    return browser.press(page, **typed)


def text_of(page: Response) -> str:
    """What a page says, without its tags."""
    return unescape(re.sub(r"<[^>]+>", " ", page.text))
