"""Every address that the application answers, so that a rule can be held against all of them."""

import re
from collections.abc import Iterator

from fastapi.routing import APIRoute, APIRouter

from api.web import routes
from tests.support.browsing import Browser

NOBODY = "0190a000-0000-7000-8000-000000000000"


def pages() -> Iterator[tuple[str, str]]:
    """Method and path of every page and form."""
    for module in vars(routes).values():
        router: APIRouter | None = getattr(module, "router", None)
        for each in router.routes if router else ():
            if isinstance(each, APIRoute):
                yield from ((method, each.path) for method in sorted(each.methods or ()))


def operations(browser: Browser) -> Iterator[tuple[str, str]]:
    """Method and path of everything under `/v1`."""
    for path, ways in browser.client.get("/v1/openapi.json").json()["paths"].items():
        yield from ((way.upper(), path) for way in ways)


def filled(path: str, **known: object) -> str:
    """The path with an identifier in each place; of what is `known` by its name, else nobody's."""

    def value(place: re.Match[str]) -> str:
        return str(next((each for name, each in known.items() if place[1].startswith(name)), NOBODY))

    return re.sub(r"\{(\w+)[^}]*\}", value, path)
