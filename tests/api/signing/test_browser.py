"""What browsers are asked, what they answer, and which addresses belong to the site."""

import json
from typing import Any

import pytest

from api.signing.browser import LARGEST, assertion_of, request_options
from api.signing.client_data import coded
from api.signing.site import RecordedSite, Site, site_of
from domain.key.refusals import SignatureInvalid
from tests.support.authenticator import ORIGIN, passkey

CHALLENGE = bytes(range(32))
ASSERTION = passkey().answer(CHALLENGE, ORIGIN)


def assertion(**changed: Any) -> str:
    """An assertion as `credential.toJSON()` gives it, with other members of the response."""
    response = {
        "clientDataJSON": coded(ASSERTION.client_data),
        "authenticatorData": coded(ASSERTION.authenticator_data),
        "signature": coded(ASSERTION.signature),
        **changed,
    }
    return json.dumps({"rawId": coded(ASSERTION.credential), "type": "public-key", "response": response})


def test_answers_are_read_as_browsers_write_them() -> None:
    assert assertion_of(assertion()) == assertion_of(assertion(userHandle=None)) == ASSERTION
    assert assertion_of(assertion(userHandle="Yg")).user == b"b"


BAD: list[dict[str, Any]] = [
    {"clientDataJSON": None},
    {"clientDataJSON": "YQ=="},
    {"clientDataJSON": "YR"},
    {"clientDataJSON": "Y"},
    {"clientDataJSON": "a b"},
    {"clientDataJSON": "隐患"},
]


@pytest.mark.parametrize("changed", BAD, ids=str)
def test_answers_written_another_way_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(SignatureInvalid):
        assertion_of(assertion(**changed))


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "1", '"a"', "{}", '{"type":"public-key"}', '{"type":"public-key","response":[]}', "[" * 9_999],
)
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(SignatureInvalid):
        assertion_of(text)


def test_answers_beyond_any_size_are_refused() -> None:
    with pytest.raises(SignatureInvalid):
        assertion_of(assertion(padding="a" * LARGEST))


def test_another_kind_of_credential_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        assertion_of(assertion().replace("public-key", "password"))


def test_browsers_are_asked_to_verify_the_person() -> None:
    asked = request_options(site_of(ORIGIN), CHALLENGE, ["YQ"])
    assert (asked["rpId"], asked["userVerification"]) == ("bihuan.example.edu", "required")
    assert asked["allowCredentials"] == [{"type": "public-key", "id": "YQ"}]


@pytest.mark.parametrize(
    ("address", "site", "is_secure"),
    [
        ("https://bihuan.example.edu", Site("bihuan.example.edu", frozenset({"https://bihuan.example.edu"})), True),
        ("https://Bihuan.Example.EDU/", Site("bihuan.example.edu", frozenset({"https://bihuan.example.edu"})), True),
        ("https://a.example:443", Site("a.example", frozenset({"https://a.example"})), True),
        ("https://a.example:8443", Site("a.example", frozenset({"https://a.example:8443"})), True),
        ("http://localhost:8000", Site("localhost", frozenset({"http://localhost:8000"})), True),
        ("http://localhost:80", Site("localhost", frozenset({"http://localhost"})), True),
        ("http://10.1.2.3:8000", Site("10.1.2.3", frozenset({"http://10.1.2.3:8000"})), False),
        ("http://127.0.0.1:8000", Site("127.0.0.1", frozenset({"http://127.0.0.1:8000"})), True),
        ("http://[::1]:8000", Site("::1", frozenset({"http://[::1]:8000"})), True),
        ("https://教育.中国", Site("xn--wcvs22d.xn--fiqs8s", frozenset({"https://xn--wcvs22d.xn--fiqs8s"})), True),
        ("http://a.example", Site("a.example", frozenset({"http://a.example"})), False),
    ],
)
def test_the_site_is_that_of_the_public_address(address: str, site: Site, is_secure: bool) -> None:
    assert (site_of(address), site_of(address).is_secure) == (site, is_secure)


@pytest.mark.parametrize(
    ("origin", "is_admitted"),
    [
        ("https://a.example", True),
        ("https://a.example:8443", True),
        ("https://b.a.example", True),
        ("http://a.example", False),
        ("https://ba.example", False),
        ("https://a.example.evil", False),
        ("https://a.example@evil.example", False),
        ("a.example", False),
        ("https://[", False),
    ],
)
def test_an_old_signature_was_made_at_a_secure_address_of_its_host(origin: str, is_admitted: bool) -> None:
    assert RecordedSite("a.example").admits(origin) is is_admitted


def test_an_enrolment_without_a_host_admits_no_address() -> None:
    assert not RecordedSite("").admits("https://")
    assert not RecordedSite("").admits("https://a.")


@pytest.mark.parametrize(
    ("address", "has_passkeys"),
    [
        ("https://bihuan.example.edu", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://10.1.2.3", False),
        ("http://bihuan.example.edu", False),
    ],
)
def test_passkeys_are_bound_to_a_name_at_a_secure_address(address: str, has_passkeys: bool) -> None:
    assert site_of(address).has_passkeys is has_passkeys
