"""Behind a reverse proxy: whose word about where people come from is taken."""

import asyncio
from dataclasses import replace

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.cli.doctor_signing import look_at_proxies
from api.cli.serve import configuration
from api.settings import Settings, SettingUnusable, settings_from
from api.web.answers import address_of

HTTPS = "https://bihuan.example.edu"


def told(proxies: str) -> Settings:
    return settings_from({"BIHUAN_HOME": "/nowhere", "BIHUAN_TRUSTED_PROXIES": proxies, "BIHUAN_ORIGIN": HTTPS})


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    answer: Response = PlainTextResponse(address_of(Request(scope)))
    await answer(scope, receive, send)


async def _asked(app: ASGIApp, by: str, forwarded: str) -> str:
    transport = ASGITransport(app=app, client=(by, 4711))
    async with AsyncClient(transport=transport, base_url=HTTPS) as client:
        return (await client.get("/", headers={"X-Forwarded-For": forwarded})).text


def seen(proxies: str, *, by: str, forwarded: str) -> str:
    """The address that the throttle counts for a request from `by`."""
    served = configuration(_echo, told(proxies))
    served.load()
    return asyncio.run(_asked(served.loaded_app, by, forwarded))


@pytest.mark.parametrize(
    ("proxies", "by", "forwarded", "counted"),
    [
        pytest.param("", "127.0.0.1", "203.0.113.9", "127.0.0.1", id="nobody is believed unless it is said"),
        pytest.param("127.0.0.1", "127.0.0.1", "203.0.113.9", "203.0.113.9", id="the proxy is believed"),
        pytest.param("127.0.0.1", "203.0.113.7", "10.1.1.1", "203.0.113.7", id="nobody else is"),
        pytest.param(
            "127.0.0.1", "127.0.0.1", "10.1.1.1, 203.0.113.9", "203.0.113.9", id="not what was sent before it"
        ),
        pytest.param("10.0.0.0/24", "10.0.0.5", "203.0.113.9, 10.0.0.6", "203.0.113.9", id="one proxy behind another"),
        pytest.param("127.0.0.1", "127.0.0.1", "2001:db8::7", "2001:db8::7", id="an address of version 6"),
    ],
)
def test_where_people_come_from_only_the_named_proxies_say(proxies: str, by: str, forwarded: str, counted: str) -> None:
    assert seen(proxies, by=by, forwarded=forwarded) == counted


@pytest.mark.parametrize(
    "proxies", ["*", "0.0.0.0/0", "::/0", "proxy.example.edu", "10.0.0.5/24", "127.0.0.1;10.0.0.1"]
)
def test_what_is_no_proxy_is_refused_and_so_is_everybody(proxies: str) -> None:
    with pytest.raises(SettingUnusable, match="BIHUAN_TRUSTED_PROXIES"):
        told(proxies)


def test_the_doctor_tells_that_everybody_seems_to_come_from_the_proxy() -> None:
    assert look_at_proxies(told("127.0.0.1")).level == "ok"
    found = look_at_proxies(replace(told("127.0.0.1"), trusted_proxies=()))
    assert (found.level, "BIHUAN_TRUSTED_PROXIES" in found.said) == ("warning", True)
