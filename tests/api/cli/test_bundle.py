"""`bihuan bundle`: evidence written at the console, and checked with nothing but the file."""

import json
from pathlib import Path

import pytest

from api.bundles.verify import verdict
from api.system import System
from domain.appointment.posts import Post
from domain.seal.archive import read_archive
from tests.api.cli.conftest import Line
from tests.support.district import person_id

FOUND = (
    *("hazard", "report", "--json", "--unit", "no3", "--place", "三楼", "--category", "building.railings"),
    *("--description", "护栏松动"),
)


@pytest.fixture
def hazard(line: Line, officer: str) -> str:
    """A hazard that somebody reported."""
    return str(line(*FOUND, sign_in=officer).value["stream"])


def disclosed(file: Path) -> list[str]:
    """The names and texts that a bundle tells."""
    files = {each.name: each.content for each in read_archive(file.read_bytes())}
    return [json.loads(each)["value"] for each in files["disclosures.jsonl"].splitlines()]


def test_a_bundle_holds_under_the_policy_that_the_log_prints(line: Line, hazard: str, tmp_path: Path) -> None:
    file, policy = tmp_path / "evidence.zip", tmp_path / "policy"
    made = line("bundle", "make", "hazard", hazard, "--out", str(file), "--seal", "--json")
    assert made.status == 0, made.err
    policy.write_text(line("log", "policy").out, "utf-8")
    said = line("bundle", "verify", str(file), "--policy", str(policy), "--json")
    assert (said.status, said.value["is_pinned"], said.value["events"]) == (0, True, made.value["events"]), said.out


def test_names_are_told_with_a_reason_only_and_that_is_recorded(
    line: Line, hazard: str, tmp_path: Path, settled: System
) -> None:
    file, full = tmp_path / "masked.zip", tmp_path / "full.zip"
    line("bundle", "make", "hazard", hazard, "--out", str(file), "--seal")
    assert disclosed(file) == []
    refused = line("bundle", "make", "hazard", hazard, "--out", str(full), "--unmask", "--json")
    assert (refused.status, full.exists()) == (1, False)
    before = settled.recorder.max_notification_id() or 0
    told = line("bundle", "make", "hazard", hazard, "--out", str(full), "--unmask", "--reason", "移送")
    assert told.status == 0, told.err
    assert disclosed(full)
    assert settled.recorder.max_notification_id() == before + 1


def test_a_proof_since_an_earlier_checkpoint_comes_along_when_asked_for(
    line: Line, hazard: str, tmp_path: Path, officer: str
) -> None:
    kept = line("log", "checkpoint", "--seal", "--json").value
    line(*FOUND, sign_in=officer)
    for since, holds in (((), False), (("--since", str(kept["size"])), True)):
        file = tmp_path / "evidence.zip"
        line("bundle", "make", "hazard", hazard, "--out", str(file), "--seal", *since)
        assert verdict(file.read_bytes(), None, [kept["note"].encode()])["holds"] is holds
    note = tmp_path / "kept"
    note.write_text(kept["note"], "utf-8")
    said = line("--language", "en", "bundle", "verify", str(file), "--checkpoint", str(note)).out
    assert [
        each for each in said.splitlines() if each.startswith("Earlier checkpoints of yours") and each.endswith(" 1")
    ]
    file.write_bytes(b"")
    said = line("--language", "en", "bundle", "verify", str(file)).out
    assert said.startswith("The bundle does not hold: the file is no whole bundle, or was altered. ")


def test_what_is_not_there_and_what_is_not_sealed_is_refused(line: Line, hazard: str, tmp_path: Path) -> None:
    file = str(tmp_path / "evidence.zip")
    assert line("bundle", "make", "hazard", hazard, "--out", file, "--json").code == "not_sealed_yet"
    assert line("bundle", "make", "hazard", "no3-2026-0999", "--out", file, "--json").code == "not_known"
    backwards = ("--from", "2026-02-01", "--to", "2026-01-01")
    assert line("bundle", "make", "unit", "no3", *backwards, "--out", file, "--json").code == "period_backwards"
    for long in (("--from", "1900-01-01", "--to", "2026-01-01"), ("--from", "9999-12-31", "--to", "9999-12-31")):
        assert line("bundle", "make", "unit", "no3", *long, "--out", file, "--json").code == "period_too_long"


def test_bundles_of_units_and_people_hold(line: Line, hazard: str, officer: str, tmp_path: Path) -> None:
    line("log", "checkpoint", "--seal")
    file = tmp_path / "evidence.zip"
    for about in (
        ("unit", "no3", "--from", "2025-01-01", "--to", "2030-12-31"),
        ("person", str(person_id("no3", Post.SAFETY_OFFICER))),
    ):
        made = line("bundle", "make", *about, "--out", str(file), "--digests")
        assert made.status == 0, made.err
        assert verdict(file.read_bytes())["holds"]
