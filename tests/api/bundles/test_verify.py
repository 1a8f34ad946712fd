"""Bundles are held against `verify.py`, one file of the standard library: what is true holds, nothing else does."""

import ast
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page

from api.bundles.verify import FLOORS, RANKS, fits_ed25519, fits_p256, full_point, verdict
from api.cli.main import run
from api.seal.keys import FileSigner
from api.words import LANGUAGES, catalogue
from domain.key.state import fingerprint
from domain.key.terms import Level
from domain.policy import signing_levels
from domain.seal.notes import Checkpoint, Note, read_checkpoint, read_note
from tests.api.bundles import lying
from tests.api.bundles.remade import Line, Remade
from tests.api.bundles.test_verify_page import (  # noqa: F401
    DEEP,
    TAMPERED,
    Evidence,
    changed,
    evidence,
    opened,
    with_photo,
)
from tests.support.actions import VERIFIER, table
from tests.support.verifying import checked

# ruff: noqa: F811

FLIPS = int(os.environ.get("BIHUAN_BUNDLE_FLIPS", "300"))
"""Bits turned over, one at a time, at places that a fixed seed draws; a proof takes 6 000 for each of the verifiers."""


def code(bundle: bytes, policy: str | None = None, *earlier: str) -> str:
    """The first thing that does not hold; nothing where all does."""
    said = verdict(bundle, policy.encode() if policy else None, [each.encode() for each in earlier])
    return "" if said["holds"] else str(said["fault"]["code"])


@pytest.mark.parametrize("about", ["hazard", "unit", "person"])
def test_a_good_bundle_holds_and_says_whether_the_key_was_pinned(evidence: Evidence, about: str) -> None:
    bundle = getattr(evidence, about)
    pinned, alone = verdict(bundle, evidence.strict.encode()), verdict(bundle)
    assert (pinned["holds"], pinned["is_pinned"], pinned["cosigned_by"]) == (True, True, ["bureau"]), pinned
    assert (alone["holds"], alone["is_pinned"]) == (True, False)
    assert pinned["signatures"] > 5


@pytest.mark.parametrize("how", TAMPERED)
def test_what_a_lying_log_hands_out_under_its_own_signature_is_seen(evidence: Evidence, how: str) -> None:
    change, expected = TAMPERED[how]
    assert code(change(evidence.remade()).whole, evidence.policy) == expected


def test_files_that_the_manifest_does_not_bind_are_seen(evidence: Evidence) -> None:
    assert code(changed("events.jsonl", 5, device="x")(evidence.remade()).as_it_is) == "file_altered"
    assert code(evidence.remade().with_manifest(made_by=None, names="x").as_it_is) == "manifest_not_signed"
    assert code(evidence.remade().with_manifest(ignored=["words.json"]).as_it_is) == "manifest_wrong"
    assert code(evidence.hazard + b"\0") == "container_wrong"
    assert code(evidence.hazard[:-1]) == "container_wrong"


def test_keys_and_policies_come_from_the_auditor(evidence: Evidence) -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    same_name, elsewhere = FileSigner(evidence.signer.key.name, other), FileSigner("other/log", other)
    assert code(evidence.hazard, f"log {same_name.key.told}\n") == "manifest_not_signed"
    assert code(evidence.hazard, f"log {elsewhere.key.told}\n") == "log_not_trusted"
    assert code(evidence.hazard, "log nonsense\n") == "policy_unreadable"


def test_witnesses_count_where_the_policy_asks_for_them(evidence: Evidence) -> None:
    note = read_note(evidence.remade().files["checkpoint.note"].decode())
    forged = note.signatures[1]._replace(value=bytes(72))
    for signatures, expected in (
        (note.signatures[:1], "quorum_not_met"),
        ((note.signatures[0], forged), "cosignature_wrong"),
    ):
        bundle = evidence.remade().with_file("checkpoint.note", Note(note.text, signatures).written.encode())
        assert code(bundle.whole, evidence.strict) == expected


def test_checkpoints_are_those_of_the_log(evidence: Evidence) -> None:
    made, old = evidence.remade(), read_note(evidence.earlier)
    assert code(made.with_file("checkpoint.note", evidence.earlier.encode()).whole) == "checkpoint_malformed"
    unsigned = Note(read_note(evidence.newest).text, old.signatures).written
    assert code(made.with_file("checkpoint.note", unsigned.encode()).whole) == "checkpoint_not_signed"


def test_an_earlier_checkpoint_has_to_be_a_beginning(evidence: Evidence) -> None:
    assert code(evidence.since, evidence.policy, evidence.earlier) == ""
    assert code(evidence.hazard, evidence.policy, evidence.newest) == ""
    assert code(evidence.hazard, evidence.policy, evidence.earlier) == "consistency_missing"
    assert code(evidence.hazard, evidence.policy, "nothing") == "earlier_checkpoint_malformed"
    old = read_checkpoint(read_note(evidence.earlier))
    other = Checkpoint(origin=old.origin, size=old.size, root=bytes(32), heads=old.heads)
    rewritten = Note(other.text, (evidence.signer.sign(other.text),)).written
    assert code(evidence.since, evidence.policy, rewritten) == "history_rewritten"
    foreign = Checkpoint(origin="other/log", size=old.size, root=old.root, heads=old.heads)
    assert code(evidence.since, None, Note(foreign.text, (evidence.signer.sign(foreign.text),)).written) == (
        "checkpoint_of_another_log"
    )


def test_an_event_that_was_altered_before_it_was_sealed_is_found_by_its_signature(evidence: Evidence) -> None:
    assert code(evidence.lying, evidence.policy) == "signature_of_something_else"


OTHER_KEY = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
NOBODY = "00000000-0000-0000-0000-000000000001"

OTHER_FINGERPRINT = fingerprint(OTHER_KEY)
REPLACED = lying.with_data("key.enrolled.v1", public_key=OTHER_KEY, algorithm="Ed25519", scheme="raw")
REGISTRAR = {"kind": "person", "person": NOBODY, "appointment": NOBODY, "post": "registrar", "unit": NOBODY}
RULE = {**REGISTRAR, "kind": "policy"}

LIES = {
    "nothing": (lying.same, ""),
    "keys never enrolled": (lying.without("key.enrolled.v1", "key.confirmed.v1"), "key_not_enrolled"),
    "keys never confirmed": (lying.without("key.confirmed.v1"), "key_not_confirmed"),
    "keys revoked before they signed": (lying.revoked_at_once, "key_revoked_before"),
    "keys of somebody else": (lying.with_data("key.enrolled.v1", person=NOBODY), "key_of_another"),
    "keys replaced at enrolment": (REPLACED, "key_not_confirmed"),
    "keys replaced at enrolment and confirmation": (
        lying.in_turn(REPLACED, lying.with_data("key.confirmed.v1", fingerprint=OTHER_FINGERPRINT)),
        "signature_wrong",
    ),
    "keys confirmed by a registrar who signed nothing": (
        lying.with_body("key.confirmed.v1", actor=REGISTRAR),
        "signature_missing",
    ),
    "keys confirmed by a rule": (lying.with_body("key.confirmed.v1", actor=RULE), "key_not_confirmed"),
    "a signature taken away": (lying.unsigned("hazard.verified.v1"), "signature_missing"),
    "a signature lent to the next event": (lying.signature_lent, "signature_missing"),
    "signatures too weak for the policy": (
        lying.with_data("policy.signing_level_set.v1", general="passkey"),
        "signature_too_weak",
    ),
    "no policy on signatures": (lying.without("policy.signing_level_set.v1"), "levels_missing"),
    "a day set back": (
        lying.with_body("hazard.verified.v1", happened={"on": "2026-01-05"}),
        "signature_of_something_else",
    ),
    "hearsay called witnessed": (lying.with_body("hazard.found.v1", basis="claimed"), "signature_of_something_else"),
    "an amount changed, the one that was signed beside it": (
        lying.in_turn(
            lying.with_part("hazard.assigned.v1", "implementations", funds_fen=1),
            lying.with_data("hazard.assigned.v1", aside={"funds_fen": 120_000}),
        ),
        "signature_of_something_else",
    ),
    "what was signed left out": (
        lying.without_data("hazard.verified.v1", "manner"),
        "signature_of_something_else",
    ),
    "a post without an appointment": (
        lying.with_body("person.enrolled.v1", actor={**REGISTRAR, "appointment": None}),
        "post_not_held",
    ),
    "an appointment without an end": (lying.with_data("appointment.made.v1", until_on="9999-12-31"), ""),
    "acting for somebody who delegated nothing": (lying.acting_for(NOBODY), "post_not_held"),
    "a signature altered": (lying.signature_altered, "signature_wrong"),
    "a signature used again": (lying.signature_reused, "signature_of_something_else"),
    "posts never held": (lying.without("appointment.made.v1"), "post_not_held"),
    "posts given up before": (lying.with_data("appointment.made.v1", until_on="2021-01-01"), "post_not_held"),
    "posts taken up later": (lying.with_data("appointment.made.v1", from_on="2027-01-01"), "post_not_held"),
    "time set back": (lying.time_set_back, "time_ran_back"),
}


@pytest.mark.parametrize("how", LIES)
def test_a_log_that_lied_from_the_beginning_is_seen_by_what_people_signed(evidence: Evidence, how: str) -> None:
    lie, expected = LIES[how]
    assert code(lying.sealed_anew(evidence.remade(), lie), evidence.policy) == expected


@pytest.mark.browser
@pytest.mark.parametrize("how", LIES)
def test_the_page_says_of_lies_what_the_file_says(opened: Page, evidence: Evidence, how: str) -> None:
    lie, expected = LIES[how]
    found = checked(opened, lying.sealed_anew(evidence.remade(), lie), evidence.policy)
    assert (found["kind"], found["code"]) == ("bad" if expected else "good", expected)


@pytest.mark.browser
def test_a_bundle_is_about_what_it_says(opened: Page, evidence: Evidence) -> None:
    made, unit = evidence.remade(), Remade.of(evidence.unit, evidence.signer)
    said = json.loads(made.files["manifest.json"])
    about, streams = said["about"], said["streams"]
    others = [{**each, "role": "context"} for each in streams]
    for bundle in (
        made.with_manifest(about={**about, "number": "no3-2026-0002"}),
        made.with_manifest(about={**about, "id": NOBODY}),
        made.with_manifest(about={**about, "id": streams[0]["stream"]}),
        made.with_manifest(about={**about, "kind": "person"}),
        made.with_manifest(about={**about, "kind": "everything"}),
        made.with_manifest(streams=others),
        unit.with_manifest(about={**json.loads(unit.files["manifest.json"])["about"], "code": "no5"}),
    ):
        assert code(bundle.whole, evidence.policy) == "about_wrong"
        assert checked(opened, bundle.whole, evidence.policy)["code"] == "about_wrong"


@pytest.mark.browser
def test_a_file_that_the_format_does_not_know_is_not_carried_along(opened: Page, evidence: Evidence) -> None:
    for name, expected in (("evil.html", "manifest_wrong"), (f"attachments/{'ab' * 32}", "attachment_wrong")):
        bundle = evidence.remade().with_file(name, b"<script>").whole
        assert code(bundle, evidence.policy) == expected
        assert checked(opened, bundle, evidence.policy)["code"] == expected


def beside(more: bytes) -> Callable[[bytes], bytes]:
    """Client data with further members at its end."""
    return lambda client: client[:-1] + b"," + more + b"}"


CLIENTS = {
    "a member twice": (beside(b'"origin":"https://elsewhere.example"'), "signature_wrong"),
    "a member twice, in escapes": (beside(b'"\\u006frigin" : "https://elsewhere.example"'), "signature_wrong"),
    "a member twice in an object": (beside(b'"x":{"y":1,"y":[]}'), "signature_wrong"),
    "a member's name elsewhere": (beside(b'"x":[{"type":1},{"type":2}],"type\\"":"}{\\\\","y":{"origin":{}}'), ""),
    "another site": (lambda client: client.replace(b"localhost", b"elsewhere"), "signature_wrong"),
    "in a frame": (beside(b'"topOrigin":"https://elsewhere.example"'), "signature_wrong"),
    "no JSON": (lambda client: client + b"}", "signature_wrong"),
    "a byte order mark": (lambda client: b"\xef\xbb\xbf" + client, "signature_wrong"),
    "white space": (lambda client: client.replace(b":", b" : ", 1), ""),
}


@pytest.mark.browser
@pytest.mark.parametrize("how", CLIENTS)
def test_what_a_passkey_was_asked_is_read_in_one_way(opened: Page, evidence: Evidence, how: str) -> None:
    change, expected = CLIENTS[how]
    bundle = lying.sealed_anew(evidence.remade(), lying.client_saying(change))
    assert code(bundle, evidence.policy) == expected
    assert checked(opened, bundle, evidence.policy)["code"] == expected


def test_a_stream_whose_chain_is_cut_is_seen(evidence: Evidence) -> None:
    bundle = lying.sealed_anew(evidence.remade(), lying.chain_cut, chained=False)
    assert code(bundle, evidence.policy) == "chain_broken"


def test_a_hazard_left_out_of_a_units_bundle_is_missed_by_its_number(evidence: Evidence) -> None:
    made = Remade.of(evidence.unit, evidence.signer)
    streams = json.loads(made.files["manifest.json"])["streams"]
    gone = next(each["stream"] for each in streams if each["role"] == "subject")
    places = [place for place, each in enumerate(made.lines("events.jsonl")) if each["stream"] == gone]
    for place in reversed(places):
        made = made.without(place)
    made = made.with_lines("heads.jsonl", lambda lines: [each for each in lines if each["stream"] != gone])
    made = made.with_manifest(streams=[each for each in streams if each["stream"] != gone])
    assert code(made.whole, evidence.policy) == "register_incomplete"


def test_photos_are_those_that_events_mention(with_photo: Remade) -> None:
    name = next(each for each in with_photo.files if each.startswith("attachments/"))
    said = verdict(with_photo.whole)
    assert (said["holds"], said["files_enclosed"], said["files_mentioned"]) == (True, 1, 1), said
    assert code(with_photo.with_file(name, with_photo.files[name][:-1] + b"\0").whole) == "attachment_wrong"
    assert code(changed("attachments.jsonl", 0, salt="00" * 32)(with_photo).whole) == "attachment_wrong"


def test_a_text_that_was_erased_is_said_to_be_missing_and_nothing_else_fails(evidence: Evidence) -> None:
    less: Callable[[list[Line]], list[Line]] = lambda lines: [each for each in lines if "\n" not in each["value"]]  # noqa: E731
    said = verdict(evidence.remade().with_lines("disclosures.jsonl", less).whole)
    assert said["holds"], said
    assert said["texts_not_told"] == said["signatures"]


def test_no_bit_of_a_bundle_can_be_turned_over(evidence: Evidence) -> None:
    chosen, content = random.Random(20260302), bytearray(evidence.hazard)
    accepted = []
    for _ in range(FLIPS):
        at, bit = chosen.randrange(len(content)), 1 << chosen.randrange(8)
        content[at] ^= bit
        if verdict(bytes(content), evidence.policy.encode())["holds"]:
            accepted.append((at, bit))
        content[at] ^= bit
    assert accepted == []


def test_no_bit_of_a_bundle_can_be_turned_over_before_the_command(
    evidence: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen, content, file = random.Random(20260303), bytearray(evidence.hazard), tmp_path / "bundle.zip"
    policy = tmp_path / "policy"
    policy.write_text(evidence.policy, "utf-8")
    accepted = []
    for _ in range(FLIPS):
        at, bit = chosen.randrange(len(content)), 1 << chosen.randrange(8)
        content[at] ^= bit
        file.write_bytes(content)
        if run(["bundle", "verify", str(file), "--policy", str(policy), "--json"]) != 1:
            accepted.append((at, bit))
        capsys.readouterr()
        content[at] ^= bit
    assert accepted == []


@pytest.mark.parametrize("name", DEEP)
def test_no_bit_can_be_turned_over_even_by_who_signs_the_manifest_again(evidence: Evidence, name: str) -> None:
    chosen, made = random.Random(f"{name} 20260302"), evidence.remade()
    content = bytearray(made.files[name])
    for _ in range(max(FLIPS // 60, 6)):
        at, bit = chosen.randrange(len(content)), 1 << chosen.randrange(8)
        content[at] ^= bit
        assert code(made.with_file(name, bytes(content)).whole, evidence.strict), (at, bit)
        content[at] ^= bit


def test_the_file_in_the_bundle_runs_by_itself(evidence: Evidence, tmp_path: Path) -> None:
    file, verifier, policy = tmp_path / "bundle.zip", tmp_path / "verify.py", tmp_path / "policy.txt"
    file.write_bytes(evidence.hazard)
    verifier.write_bytes(evidence.remade().files["verify.py"])
    policy.write_text(evidence.policy, "utf-8")

    def told(*more: str) -> Any:
        command = [sys.executable, "-I", str(verifier), str(file), "--json", *more]
        found = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path)
        return found.returncode, json.loads(found.stdout)

    status, said = told("--policy", str(policy))
    assert (status, said["holds"], said["is_pinned"]) == (0, True, True)
    file.write_bytes(evidence.lying)
    status, said = told()
    assert (status, said["fault"]["code"]) == (1, "signature_of_something_else")


def test_the_command_says_what_the_file_says(
    evidence: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bundle.zip"
    for bundle, status in ((evidence.hazard, 0), (evidence.lying, 1)):
        file.write_bytes(bundle)
        assert run(["bundle", "verify", str(file), "--json"]) == status
        assert json.loads(capsys.readouterr().out) == verdict(bundle)
    assert run(["--language", "zh-CN", "bundle", "verify", str(file)]) == 1
    assert "证据包不成立" in capsys.readouterr().out


def test_the_verifier_is_of_the_standard_library_alone_and_runs_on_python_3_9() -> None:
    tree = ast.parse(VERIFIER.read_text("utf-8"), feature_version=(3, 9))
    imported = {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {each.partition(".")[0] for each in imported} <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.Match) for node in ast.walk(tree))


def test_the_verifier_knows_every_command() -> None:
    assert table() in VERIFIER.read_text("utf-8"), "run python -m tests.support.actions"


def test_the_verifier_knows_levels_and_floors() -> None:
    assert list(RANKS) == [each.value for each in Level]
    assert {act: level.value for act, level in signing_levels.FLOORS.items()} == FLOORS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_words(language: str) -> None:
    words = {
        str(node.args[place].value)  # type: ignore[attr-defined]
        for node in ast.walk(ast.parse(VERIFIER.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        for place in {"Fault": (0,), "need": (1,)}.get(node.func.id, ())
        if isinstance(node.args[place], ast.Constant)
    }
    assert len(words) > 25
    assert [each for each in sorted(words) if f"page_fault.{each}" not in catalogue(language)] == []


def test_keys_of_low_order_and_points_written_otherwise_are_refused() -> None:
    neutral = (1).to_bytes(32, "little")
    assert full_point(neutral) is None
    assert full_point((2**255 - 19 + 1).to_bytes(32, "little")) is None
    assert not fits_ed25519(neutral, neutral + bytes(32), b"any text")
    assert not fits_p256(b"\x04" + bytes(64), bytes.fromhex("3006020101020101"), b"any text")
