"""Bundles as somebody hostile writes them: file and page refuse each, by the same code, and neither stumbles."""

import base64
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from api.bundles.verify import canonical, main, verdict, words
from api.bundles.writing import MANIFEST
from api.cli.main import run
from domain.seal.notes import Note, cosignature, cosigned, read_checkpoint, read_note
from tests.api.bundles.remade import Line, Remade
from tests.api.bundles.test_verify_page import (  # noqa: F401
    FLIPS,
    WITNESS,
    WITNESS_KEY,
    Evidence,
    changed,
    evidence,
    opened,
)
from tests.support.verifying import CHECK, checked

pytestmark = pytest.mark.browser
# ruff: noqa: F811

Attack = Callable[[Evidence], bytes]


def refused(page: Page, bundle: bytes, policy: str | None = None) -> str:
    """The code by which both refuse a bundle; the page's check is held against the file's."""
    found = checked(page, bundle, policy)
    assert found["kind"] == "bad", found
    return str(found["code"])


def zipped(
    evidence: Evidence, *more: tuple[str, bytes], method: int = zipfile.ZIP_STORED, comment: bytes = b""
) -> bytes:
    """The same files as any other program writes them, with further ones."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in (*evidence.remade().files.items(), *more):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, method)
        archive.comment = comment
    return out.getvalue()


def entry(name: bytes, content: bytes) -> bytes:
    """A stored file of an archive, without the directory that should name it."""
    told = struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 0x21, zlib.crc32(content), len(content), len(content), len(name), 0)
    return b"PK\x03\x04" + told + name + content


CONTAINERS: dict[str, Attack] = {
    "nothing": lambda _: b"",
    "zeros": lambda _: bytes(4096),
    "written by another program": zipped,
    "a bomb": lambda each: zipped(each, ("bomb", bytes(8_000_000)), method=zipfile.ZIP_DEFLATED),
    "a comment": lambda each: zipped(each, comment=b"see the other bundle"),
    "bytes before it": lambda each: b"#!/bin/sh\n" + each.hazard,
    "another archive after it": lambda each: each.hazard + each.unit,
    "a file that the directory does not name": lambda each: entry(b"evil.html", b"x") + each.hazard,
    "a file twice": lambda each: entry(b"manifest.json", b"{}") + each.hazard,
    "a path upwards": lambda each: entry(b"../evil.html", b"x") + each.hazard,
    "a path from the root": lambda each: entry(b"/etc/passwd", b"x") + each.hazard,
    "a path of another system": lambda each: entry(b"C:\\evil.exe", b"x") + each.hazard,
    "a folder": lambda each: entry(b"attachments/", b"") + each.hazard,
    "a name beyond ASCII": lambda each: entry("manifest\u0301.json".encode(), b"x") + each.hazard,
    "a name with a zero": lambda each: entry(b"manifest.json\0.txt", b"x") + each.hazard,
    "more files than an archive counts": lambda _: b"".join(entry(b"%d" % each, b"") for each in range(2**16 + 1)),
    "a size beyond the end": lambda each: each.hazard[:18] + b"\xff" * 8 + each.hazard[26:],
}


@pytest.mark.parametrize("how", CONTAINERS)
def test_an_archive_that_is_written_otherwise_is_none(opened: Page, evidence: Evidence, how: str) -> None:
    assert refused(opened, CONTAINERS[how](evidence)) == "container_wrong"


def rewritten(name: str, old: bytes, new: bytes) -> Attack:
    """Other bytes in a file, under a manifest that the log signed over them."""

    def attack(evidence: Evidence) -> bytes:
        made = evidence.remade()
        assert old in made.files[name], made.files[name][:300]
        return made.with_file(name, made.files[name].replace(old, new, 1)).whole

    return attack


def line(name: str, place: int = 5, **values: Any) -> Attack:
    """Other values in one line of a file, under a manifest that the log signed over it."""
    return lambda evidence: changed(name, place, **values)(evidence.remade()).whole


def deep(depth: int) -> list[Any]:
    """A list in a list in a list."""
    return [deep(depth - 1)] if depth else []


LINES: dict[str, tuple[Attack, str]] = {
    "members in another order": (rewritten("leaves.jsonl", b'"name":', b'"zzz":'), "lines_malformed"),
    "a member twice": (rewritten("events.jsonl", b'{"actor"', b'{"actor":null,"actor"'), "lines_malformed"),
    "white space": (rewritten("heads.jsonl", b'":', b'": '), "lines_malformed"),
    "an empty line": (rewritten("proofs.jsonl", b"\n", b"\n\n"), "lines_malformed"),
    "no newline at the end": (
        lambda each: each.remade().with_file("heads.jsonl", each.remade().files["heads.jsonl"][:-1]).whole,
        "lines_malformed",
    ),
    "a byte order mark": (rewritten("events.jsonl", b"{", b"\xef\xbb\xbf{"), "lines_malformed"),
    "no UTF-8": (rewritten("events.jsonl", b"trial", b"tri\xffl"), "lines_malformed"),
    "half a character": (rewritten("events.jsonl", b'"device":null', b'"device":"\\ud800"'), "lines_malformed"),
    "a float": (rewritten("events.jsonl", b'"device":null', b'"device":1.5'), "lines_malformed"),
    "a number in powers": (rewritten("events.jsonl", b'"device":null', b'"device":1e2'), "lines_malformed"),
    "no number": (rewritten("events.jsonl", b'"device":null', b'"device":NaN'), "lines_malformed"),
    "less than nothing": (rewritten("events.jsonl", b'"device":null', b'"device":-0'), "lines_malformed"),
    "a number that programs read differently": (
        rewritten("events.jsonl", b'"device":null', b'"device":9007199254740992'),
        "lines_malformed",
    ),
    "a number of many digits": (
        rewritten("events.jsonl", b'"device":null', b'"device":1' + b"0" * 5_000),
        "lines_malformed",
    ),
    "a name beyond ASCII": (
        rewritten("events.jsonl", b'"device":null', '"device":{"\uffff":1}'.encode()),
        "lines_malformed",
    ),
    "nested deeply": (line("events.jsonl", device=deep(80)), "lines_malformed"),
    "nested very deeply": (
        rewritten("events.jsonl", b'"device":null', b'"device":' + b"[" * 60_000 + b"]" * 60_000),
        "lines_malformed",
    ),
    "a proof cut short": (
        lambda each: each.remade().with_lines("proofs.jsonl", lambda lines: [_shorter(one) for one in lines]).whole,
        "not_in_the_log",
    ),
    "a proof of too many hashes": (line("proofs.jsonl", proof=["A" * 43 + "="] * 257), "not_in_the_log"),
    "hashes for addresses": (line("proofs.jsonl", proof=["_" * 42 + "8="]), "not_in_the_log"),
    "hashes with bits beyond the end": (line("proofs.jsonl", proof=["A" * 42 + "B="]), "not_in_the_log"),
    "a proof that is a text": (line("proofs.jsonl", proof="A" * 44), "not_in_the_log"),
    "a proof of another event": (line("proofs.jsonl", pos=1), "not_in_the_log"),
    "true for one": (line("leaves.jsonl", 0, v=True), "leaf_differs"),
    "a position that is a text": (line("leaves.jsonl", 0, pos="1"), "lines_malformed"),
    "a position that is true": (line("leaves.jsonl", 0, pos=True), "lines_malformed"),
    "a day that there is not": (line("leaves.jsonl", 0, rec="2020-02-31T00:00:00.000000Z"), "not_in_the_log"),
    "an instant without its zone": (line("leaves.jsonl", rec="2026-03-02T01:00:00.000000"), "lines_malformed"),
    "a version that is true": (line("heads.jsonl", 0, ver=True), "heads_differ"),
    "a place that is true": (line("proofs.jsonl", 0, pos=True), "not_in_the_log"),
    "heads of a prototype": (line("heads.jsonl", 0, stream="__proto__"), "heads_differ"),
    "a file of an attachment elsewhere": (
        lambda each: each.remade().with_file("attachments.jsonl", b'{"file":"../x"}\n').whole,
        "lines_malformed",
    ),
}


def _shorter(each: Line) -> Line:
    return {**each, "proof": each["proof"][:-1]}


@pytest.mark.parametrize("how", LINES)
def test_lines_are_read_in_one_way(opened: Page, evidence: Evidence, how: str) -> None:
    attack, expected = LINES[how]
    assert refused(opened, attack(evidence), evidence.policy) == expected


def manifest(**values: Any) -> Attack:
    """Other words in the manifest, signed."""
    return lambda evidence: evidence.remade().with_manifest(**values).whole


MANIFESTS: dict[str, tuple[Attack, str]] = {
    "true for one": (manifest(v=True), "manifest_wrong"),
    "a later form": (manifest(v=2), "manifest_wrong"),
    "a size of nothing": (manifest(size=0), "checkpoint_malformed"),
    "a size that is true": (manifest(size=True), "manifest_wrong"),
    "a size beyond reckoning": (manifest(size=2**53 - 1), "checkpoint_malformed"),
    "something ignored": (manifest(ignored=["events.jsonl"]), "manifest_wrong"),
    "a stream left out": (lambda each: _streams(each, lambda streams: streams[1:]), "manifest_wrong"),
    "streams in another order": (lambda each: _streams(each, lambda streams: streams[::-1]), "manifest_wrong"),
    "a role that there is not": (
        lambda each: _streams(each, lambda streams: [{**streams[0], "role": "hidden"}, *streams[1:]]),
        "manifest_wrong",
    ),
    "another history's name": (manifest(origin="trial/bihuan/fork-2"), "log_not_trusted"),
    "a name like a history's": (manifest(origin="trial/bihuan/fork-2/../.."), "manifest_wrong"),
    "nothing that it is about": (manifest(about={}), "about_wrong"),
    "a list that it is about": (manifest(about=[]), "manifest_wrong"),
}


def test_a_bundle_has_no_say_in_what_the_terminal_shows(
    evidence: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bundle.zip"
    checks: tuple[Callable[[], int], ...] = (lambda: main([str(file)]), lambda: run(["bundle", "verify", str(file)]))
    for log in ("x\x1b[2J\n成立 HOLDS", "x\u202e\x9b2J"):
        made = evidence.remade()
        said = {**json.loads(made.files[MANIFEST]), "log": log, "origin": log}
        file.write_bytes(made.with_file(MANIFEST, canonical(said)).as_it_is)
        for check in checks:
            assert check() == 1
            told = capsys.readouterr().out
            assert not {"\x1b", "\x9b", "\u202e"} & set(told)
            assert told.count("\n") == 1
    assert words({**verdict(evidence.hazard), "log": "x\x1b[2J"}).startswith("成立 HOLDS: x\ufffd[2J, ")


def _streams(evidence: Evidence, change: Callable[[list[Line]], list[Line]]) -> bytes:
    made = evidence.remade()
    return made.with_manifest(streams=change(json.loads(made.files["manifest.json"])["streams"])).whole


@pytest.mark.parametrize("how", MANIFESTS)
def test_a_manifest_says_what_is_there(opened: Page, evidence: Evidence, how: str) -> None:
    attack, expected = MANIFESTS[how]
    assert refused(opened, attack(evidence), evidence.policy) == expected


def with_note(evidence: Evidence, note: str) -> bytes:
    return evidence.remade().with_file("checkpoint.note", note.encode()).whole


def resigned(evidence: Evidence, text: str) -> str:
    return Note(text, (evidence.signer.sign(text),)).written


def test_a_checkpoint_is_read_in_one_way(opened: Page, evidence: Evidence) -> None:
    text, head = read_note(evidence.newest).text, read_checkpoint(read_note(evidence.newest))
    for other in (
        text.replace(f"\n{head.size}\n", f"\n0{head.size}\n"),
        text.replace(f"\n{head.size}\n", "\n0\n"),
        text.replace(f"\n{head.size}\n", "\n-1\n"),
        text.replace(f"\n{head.size}\n", "\n" + "9" * 18 + "\n"),
        text.replace("trial/bihuan\n", "trial/other\n"),
        text.replace("\nheads ", "\nHeads "),
        text + "something else\n",
        text.replace("=\nheads", "\nheads"),
        text.replace("\n", "\r\n"),
    ):
        assert (
            refused(opened, with_note(evidence, resigned(evidence, other)), evidence.policy) == "checkpoint_malformed"
        )


def test_a_cosignature_is_for_one_head_by_one_witness_that_the_policy_names(opened: Page, evidence: Evidence) -> None:
    note, old = read_note(evidence.newest), read_note(evidence.earlier)
    for text, at, expected in ((old.text, 7, "cosignature_wrong"), (note.text, 7, "")):
        line = cosignature(WITNESS_KEY, at, WITNESS.sign(cosigned(text, at)))
        bundle = with_note(evidence, Note(note.text, (note.signatures[0], line)).written)
        assert checked(opened, bundle, evidence.strict)["code"] == expected
    later = line._replace(value=(8).to_bytes(8, "big") + line.value[8:])
    bundle = with_note(evidence, Note(note.text, (note.signatures[0], later)).written)
    assert refused(opened, bundle, evidence.strict) == "cosignature_wrong"
    renamed = line._replace(name="somebody")
    bundle = with_note(evidence, Note(note.text, (note.signatures[0], renamed)).written)
    assert refused(opened, bundle, evidence.strict) == "quorum_not_met"
    many = Note(note.text, (note.signatures[0], *[renamed] * 64)).written
    assert refused(opened, with_note(evidence, many), evidence.policy) == "checkpoint_malformed"


@pytest.mark.parametrize("written", ["\ufeff{}", "{}\r", "  {}", "# mine\n\n{}"])
def test_a_policy_may_have_been_saved_by_any_editor(opened: Page, evidence: Evidence, written: str) -> None:
    policy = "\n".join(written.format(each) if each else each for each in evidence.strict.split("\n"))
    policy = (
        policy.replace("\ufeff", "") if not policy.startswith("\ufeff") else "\ufeff" + policy.replace("\ufeff", "")
    )
    assert checked(opened, evidence.hazard, policy)["kind"] == "good"


WEIRD: tuple[Any, ...] = (None, True, 0, -1, "", "x", [], {}, [[]], {"a": {}}, 2**53 - 1, "\ud7ff", "__proto__", "null")


def spoilt(made: Remade, chosen: random.Random) -> Iterator[tuple[str, bytes]]:
    """Bundles in which one value of one file is of another kind, signed by the log."""
    names = [name for name in made.files if name.endswith(".jsonl") and made.files[name]] + ["manifest.json"]
    while True:
        name = chosen.choice(names)
        values = [json.loads(each) for each in made.files[name].splitlines()]
        told = _spoil(chosen.choice(values), chosen)
        content = b"".join(
            json.dumps(each, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
            for each in values
        )
        bundle = made.with_file(name, content[:-1] if name == "manifest.json" else content)
        yield f"{name} {told}", bundle.whole


def _spoil(value: Any, chosen: random.Random) -> str:
    """Put something weird in some place of a value."""
    path = []
    while True:
        place = chosen.choice(list(value) if isinstance(value, dict) else list(range(len(value))))
        path.append(str(place))
        if not isinstance(value[place], (dict, list)) or not value[place] or chosen.random() < 0.4:
            value[place] = chosen.choice(
                [each for each in WEIRD if each != value[place] or type(each) is not type(value[place])]
            )
            return f"{'/'.join(path)} = {value[place]!r}"
        value = value[place]


IGNORED = (
    "manifest.json files",
    "manifest.json made_at",
    "manifest.json made_by",
    "manifest.json names",
    "manifest.json about/code",
    "manifest.json about/from",
    "manifest.json about/to",
    "consistency.jsonl",
)
"""What is for reading, what no check needs, and what is written anew with the manifest."""


def test_values_of_another_kind_are_refused_in_words_by_both(opened: Page, evidence: Evidence) -> None:
    accepted = []
    many = range(max(FLIPS // 5, 60))
    for each, (told, bundle) in zip(many, spoilt(evidence.remade(), random.Random(20260302)), strict=False):
        kind = opened.evaluate(
            f"async (given) => (await ({CHECK})(given)).kind",
            [base64.b64encode(bundle).decode(), evidence.policy, []],
        )
        assert (kind == "bad") == (not verdict(bundle, evidence.policy.encode())["holds"]), (each, told)
        if kind != "bad" and not told.startswith(IGNORED):
            accepted.append(told)
    assert accepted == []
