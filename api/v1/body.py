"""What a request brings: read up to a limit and no further, JSON as an object of the fields it claims."""

from typing import Annotated, Any

import msgspec
from fastapi import Depends, Request

from domain.kernel.refusals import Malformed, Refusal

MOST_BYTES = 256 * 1024
"""Most bytes of a command: a long text has 16 kB, and no step has more than a few of them."""


class BodyTooLarge(Refusal):
    """More bytes than anybody would type."""

    status = "too_large"
    sentence = "This is too large: at most {most} bytes."


class BodyMalformed(Malformed):
    """Not JSON, or not an object."""

    sentence = "{where}: send one JSON object."


async def read_up_to(request: Request, most: int) -> bytes:
    """The body; raises `BodyTooLarge` before more than the limit has been read."""
    said = request.headers.get("content-length", "0")
    if said.isdecimal() and int(said) > most:
        raise BodyTooLarge(most=most)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise BodyTooLarge(most=most)
        parts.append(part)
    return b"".join(parts)


async def values(request: Request) -> dict[str, Any]:
    """The values of a command; an empty body says none."""
    body = await read_up_to(request, MOST_BYTES)
    if not body.strip():
        return {}
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyMalformed(where="body") from error
    if not isinstance(said, dict):
        raise BodyMalformed(where="body")
    return said


Values = Annotated[dict[str, Any], Depends(values)]
