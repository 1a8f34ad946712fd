"""The provider process for tests, and a person who signs in there with a browser of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from api.access.oidc.client import BACK
from api.system import System
from tests.support.browsing import Browser
from tests.support.provider.server import CLIENT, SECRET

LABEL = "清河统一身份认证"


class Providing:
    """A running provider."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def behave(self, spoilt: str = "", **more: Any) -> None:
        """From now on it does so; without an argument it behaves."""
        httpx2.post(f"{self.issuer}/control", json={"spoilt": spoilt, **more}).raise_for_status()

    def asked(self) -> dict[str, str]:
        """The newest authorization request."""
        newest: dict[str, str] = httpx2.get(f"{self.issuer}/asked").json()[-1]
        return newest

    def known_to(self, system: System, *, is_public: bool = False, **settings: Any) -> System:
        """The system as a client of this provider, which knows it too."""
        given: dict[str, Any] = {
            "oidc_issuer": self.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": None if is_public else SECRET,
            "oidc_label": LABEL,
        }
        told = replace(system.settings, **given, **settings)
        self.behave(redirect_uri=told.public_origin + BACK, is_public=is_public)
        return replace(system, settings=told)


@contextmanager
def providing() -> Iterator[Providing]:
    """A provider in a process of its own, ended at the end."""
    command = [sys.executable, "-m", "tests.support.provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            assert process.stdout is not None
            yield Providing(process.stdout.readline().strip())
        finally:
            process.terminate()


def sent_to(browser: Browser, address: str = "/sign-in/provider") -> str:
    """Where a page of ours sends the browser."""
    answer = browser.client.get(address, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def signed_in_there(address: str, user: str, decision: str = "allow") -> str:
    """The person signs in at the provider; gives the address by which they are sent back."""
    assert httpx2.get(address).status_code == 200
    answer = httpx2.post(address, data={"user": user, "decision": decision})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


def come_in(browser: Browser, user: str, address: str = "/sign-in/provider") -> httpx2.Response:
    """The whole way: to the provider, in there, and back; the answer that follows."""
    return browser.open(signed_in_there(sent_to(browser, address), user))


def query_of(address: str) -> dict[str, str]:
    """The query of an address."""
    return dict(parse_qsl(urlsplit(address).query))
