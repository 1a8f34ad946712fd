"""The OpenAPI 3.1 document of `/v1`: FastAPI's of the addresses, with our schemas, problems and ways to sign in."""

from collections.abc import Iterator
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.offered import offers
from api.problems import MEDIA_TYPE
from api.v1.commands import KEYS
from api.v1.schema import Schema, body_of
from api.v1.shapes import ROWS, SHAPES

REF = "#/components/schemas/{name}"
INTRODUCTION = (
    "Every hazard found, assigned, rectified, verified, and who signed. Commands are recorded or refused by the same "
    "rules as on the pages; reads show what the post of whoever asks lets them see. Sign in with an API token "
    "(`Authorization: Bearer`), or with the session cookie and, to change something, its token in `X-CSRF-Token`."
)

PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "Nobody is signed in.",
    "403": "The post does not have this power, the token may only read, or the request is not from our page.",
    "404": "There is no such thing, or it is not for whoever asks to know of.",
    "405": "This cannot be asked in this way.",
    "409": "A rule says no, or the key was used for another request.",
    "412": "It has moved on since the version that was seen.",
    "413": "More than is taken.",
    "422": "The input is not of its kind; `field` says where.",
    "429": "Too many attempts; `Retry-After` says when to try again.",
    "500": "A fault of ours; nothing was saved.",
    "503": "The record or a list cannot be read just now; nothing was half done.",
}
FOR_READING = ("401", "403", "404", "405", "422", "429", "500", "503")
FOR_WRITING = tuple(PROBLEMS)

PROBLEM: Schema = {
    "type": "object",
    "description": "A problem document (RFC 9457). `code` is stable; `title` is in the language of whoever asks.",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "field": {"type": "string"},
        "retry_after": {"type": "integer"},
        "instance": {"type": "string", "format": "uri-reference"},
    },
    "required": ["type", "status", "code", "title", "instance"],
}

SIGNING_IN: Schema = {
    "token": {"type": "http", "scheme": "bearer", "description": "An API token, made on the page of one's account."},
    "session": {"type": "apiKey", "in": "cookie", "name": "bihuan"},
}


def document(app: FastAPI) -> Schema:
    """The whole document, made at the first request."""
    if not app.openapi_schema:
        app.openapi_schema = _made(app)
    return app.openapi_schema


def _made(app: FastAPI) -> Schema:
    made: Schema = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        description=INTRODUCTION,
        routes=app.routes,
    )
    schemas = {name: each for name, each in _schemas(made).items() if not name.endswith("ValidationError")}
    _, shapes = msgspec.json.schema_components(SHAPES, ref_template=REF)
    schemas |= shapes | {"Problem": PROBLEM}
    for shape in ROWS:
        schemas[shape]["properties"]["hazard"] = {"$ref": REF.format(name="Hazard")}
    for operation in _operations(made):
        _complete(operation, schemas)
    made["components"] = {"schemas": schemas, "responses": _refused(), "securitySchemes": SIGNING_IN}
    made["security"] = [{"token": []}, {"session": []}]
    return made


def _schemas(made: Schema) -> Schema:
    found: Schema = made.get("components", {}).get("schemas", {})
    return found


def _operations(made: Schema) -> Iterator[Any]:
    for path in made["paths"].values():
        yield from path.values()


def _refused() -> Schema:
    content = {MEDIA_TYPE: {"schema": {"$ref": REF.format(name="Problem")}}}
    return {f"Problem{status}": {"description": said, "content": content} for status, said in PROBLEMS.items()}


def _complete(operation: Any, schemas: Schema) -> None:
    """Add what FastAPI cannot know: the body of a command, what its address means, the problems."""
    command, key = operation.pop("x-command", None), operation.pop("x-key", None)
    writes = command is not None or operation.pop("x-writes", False)
    if command:
        offer = next(each for each in offers() if each.name == command and each.key == key)
        body = {"application/json": {"schema": body_of(offer, schemas)}}
        operation["requestBody"] = {"required": bool(body["application/json"]["schema"]["required"]), "content": body}
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "key" and key:
            parameter["description"] = KEYS[key]
    for status in FOR_WRITING if writes else FOR_READING:
        operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
