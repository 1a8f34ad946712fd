"""Every check that can fail is told in words, in both languages."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import api.signing
from api.words import catalogue, sentence, speaking
from domain.key.refusals import SignatureInvalid, SignatureOfSomethingElse, SignatureTooWeak
from domain.key.terms import Level
from domain.seal.statement import Statement

FOLDER = Path(api.signing.__file__).parent


def checks() -> Iterator[str]:
    """Names of checks as the code of signing spells them."""
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from (str(each.value) for each in _names(node) if isinstance(each, ast.Constant))


def _names(call: ast.Call) -> Iterator[ast.expr]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name == "require":
        yield call.args[1]
    if name == "CheckFailed":
        yield call.args[0]
    yield from (each.value for each in call.keywords if each.arg == "why")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_failed_check_is_told_in_words(language: str) -> None:
    known = catalogue(language)
    assert {"challenge", "counter", "order"} <= set(checks())
    assert sorted({each for each in checks() if f"check.{each}" not in known}) == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_part_of_a_statement_that_differs_is_told_in_words(language: str) -> None:
    bound = {each.name for each in fields(Statement)} - {"locale", "nonce"} | {"key", "payload"}
    with speaking(language):
        told = {each: sentence(SignatureOfSomethingElse(part=each)) for each in bound}
    assert sorted(each for each, words in told.items() if f"({each})" in words or f"（{each}）" in words) == []


def test_a_refused_signature_says_what_is_wrong_with_it() -> None:
    with speaking("zh-CN"):
        assert sentence(SignatureInvalid(why="challenge")) == "签名无效（不是对所示内容的签名）。"
    with speaking("en"):
        weak = SignatureTooWeak(level=Level.PASSKEY.value, has=Level.SOFTWARE_KEY.value)
        assert "software_key" not in sentence(weak)
