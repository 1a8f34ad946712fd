"""How `/v1` answers: JSON by msgspec, entity tags, links to the next page, and what OpenAPI says of it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from fastapi import Request, Response

from api.v1.tags import is_unchanged, tag

POSITION = "Bihuan-Position"
"""Header: up to which position of the log the answer is true."""


def answer(
    value: object,
    *,
    status: int = 200,
    version: int | None = None,
    position: int | None = None,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """A value as JSON."""
    more = dict(headers or {})
    if version is not None:
        more["ETag"] = tag(version)
    if position is not None:
        more[POSITION] = str(position)
    return Response(msgspec.json.encode(value), status, more, media_type)


def unless_known(request: Request, response: Response) -> Response:
    """The answer, or 304 for who has it already."""
    current = response.headers.get("etag")
    if current is None or not is_unchanged(request.headers.get("if-none-match"), current):
        return response
    return Response(status_code=304, headers={"ETag": current})


def next_link(request: Request, after: str | int | None) -> dict[str, str]:
    """The `Link` header to the next page with the same questions; nothing on the last one."""
    if after is None:
        return {}
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    return {"Link": f'<{request.url.path}?{urlencode([*asked, ("after", after)])}>; rel="next"'}


def documented(shape: type[Any], description: str, *, status: int = 200, **more: Any) -> dict[str, Any]:
    """What OpenAPI says of an answer of this shape; see `document.py`."""
    name = shape.__name__
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {"responses": {str(status): {"description": description, "content": content}}, **more}
