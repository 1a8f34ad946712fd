"""The OpenAPI document: whole, and true of what is answered."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.v1.document import FOR_READING, FOR_WRITING
from tests.support.programs import FOUND, Program


@pytest.fixture
def document(officer: Program) -> dict[str, Any]:
    """As anybody may fetch it."""
    del officer.client.headers["Authorization"]
    answer = officer.client.get("/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every path, method and operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(value: Any) -> Iterator[str]:
    """Every `$ref` anywhere."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def test_it_is_openapi_3_1_about_v1_only(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert {"info", "paths", "components", "security"} <= document.keys()
    assert all(path.startswith("/v1/") for path in document["paths"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in set(references(document)):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            assert part in found, reference
            found = found[part]


def test_every_operation_has_a_name_a_summary_and_all_its_problems(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    for path, method, operation in operations(document):
        assert operation["summary"] or operation["description"], path
        assert not [name for name in operation if name.startswith("x-")]
        assert set(FOR_WRITING if method == "post" else FOR_READING) <= operation["responses"].keys()
        assert any(status.startswith("2") for status in operation["responses"])
    for response in document["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]


def test_every_place_in_an_address_is_explained(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        places = set(re.findall(r"\{(\w+)\}", path))
        said = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert said == places, path


def test_every_command_says_what_it_asks(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if method != "post":
            continue
        (body, *_) = operation["requestBody"]["content"].values()
        schema = body["schema"]
        if "attachments" in path or operation["tags"] in (["signing"], ["log"]):
            continue
        assert schema["additionalProperties"] is False, path
        assert set(schema["required"]) <= schema["properties"].keys(), path
        assert {"happened", "claimed_at"} <= schema["properties"].keys(), path


def test_a_report_is_described_as_it_is_taken(document: dict[str, Any]) -> None:
    schema = document["paths"]["/v1/hazards"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["required"]) == FOUND.keys()
    assert "hazard" not in schema["properties"]
    assert schema["properties"]["evidence"]["items"]["format"] == "uuid"
    assert schema["properties"]["sealed_source"]["anyOf"][0]["type"] == "string"
    assert "major" in document["components"]["schemas"]["Grade"]["enum"]
    assert document["paths"]["/v1/hazards"]["post"]["responses"]["201"]


def test_answers_have_the_fields_that_are_described(officer: Program) -> None:
    schemas = officer.client.get("/v1/openapi.json").json()["components"]["schemas"]
    hazard, _ = officer.register()
    officer.catch_up()
    told = officer.get(f"/hazards/{hazard}").json()
    assert told.keys() == schemas["HazardTold"]["properties"].keys()
    assert told["hazard"].keys() == schemas["Hazard"]["properties"].keys()
    assert told["hazard"]["found_by"].keys() == schemas["Hand"]["properties"].keys()
    page = officer.get("/hazards").json()
    assert page.keys() == schemas["LedgerTold"]["properties"].keys()
    assert officer.get("/me").json().keys() == schemas["MeTold"]["properties"].keys()
    assert officer.get("/units/no3").json().keys() == schemas["UnitTold"]["properties"].keys()
    receipt = officer.post(f"/hazards/{hazard}/add-evidence", {"evidence": []})
    assert receipt.json().keys() <= schemas["Problem"]["properties"].keys()
