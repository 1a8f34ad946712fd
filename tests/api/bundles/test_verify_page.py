"""The page that checks bundles, in a real browser, from a file, without any network."""

import base64
import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page

from api.bundles.asking import about_hazard, about_person, about_unit
from api.bundles.told import tables
from api.bundles.verify_page import SCRIPTS, verify_page
from api.cli.acting import console
from api.engine import EmbeddedEngine
from api.seal.keys import FileSigner, Signer, signer_in
from api.seal.sealing import SQL
from api.seeing import happenings
from api.services import Services, services_of
from api.system import System
from api.words import catalogue
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.seal.notes import COSIGNATURE, Checkpoint, Note, NoteKey, cosignature, cosigned, read_checkpoint, read_note
from tests.api.attachments.pictures import phone_photo
from tests.api.bundles.remade import Line, Remade
from tests.conftest import MORNING, running
from tests.support.browsing import Browser as Visitor
from tests.support.district import person_id
from tests.support.postgres import fresh_database, template
from tests.support.settled import settle
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing
from tests.support.stories import HEAD, LOGISTICS
from tests.support.tampering import tamper
from tests.support.verifying import bundle_about, checked, page_from_a_file

pytestmark = pytest.mark.browser
FLIPS = int(os.environ.get("BIHUAN_BUNDLE_FLIPS", "300"))
"""Bits turned over, one at a time, at places that a fixed seed draws."""

WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS_KEY = NoteKey("市教育局", COSIGNATURE, WITNESS.public_key().public_bytes_raw())
NAMES = {"hazard": "no3-2026-0001", "unit": "no3", "person": str(person_id(*HEAD))}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Bundles of one log, each about something else."""

    hazard: bytes
    unit: bytes
    person: bytes
    lying: bytes
    """Of a log in which an event was altered before it was sealed."""
    signer: Signer
    earlier: str
    """A checkpoint from before the second hazard."""
    since: bytes
    """About the hazard, with a proof since the earlier checkpoint."""
    newest: str

    @property
    def policy(self) -> str:
        """What an auditor pins."""
        return f"log {self.signer.key.told}\nquorum none\n"

    @property
    def strict(self) -> str:
        """The same, asking for the witness."""
        return f"log {self.signer.key.told}\nwitness bureau {WITNESS_KEY.told}\nquorum bureau\n"

    def remade(self) -> Remade:
        """The hazard's bundle, to be changed and signed anew."""
        return Remade.of(self.hazard, self.signer)


@pytest.fixture(scope="module")
def evidence(engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evidence]:
    home = tmp_path_factory.mktemp("evidence")
    with fresh_database(engine, template(engine, "template_trial")) as database:
        for opened in running(database, home):
            yield _gathered(settle(opened.at(lambda: MORNING)))


def _gathered(system: System) -> Evidence:
    stories = SignedStories(begin_signing(system), by_file=frozenset({HEAD, LOGISTICS}))
    hazard = stories.verified()
    earlier = _sealed(system)
    stories.verified()
    newest = _sealed(system)
    _cosign(system, newest)
    services = services_of(system.at(lambda: stories.now))
    operator = console(services)
    whole = date(2026, 1, 1), date(2026, 12, 31)
    made = {
        "hazard": bundle_about(services, about_hazard(services, operator, str(hazard))),
        "unit": bundle_about(services, about_unit(services, operator, "no3", *whole)),
        "person": bundle_about(services, about_person(services, operator, person_id(*HEAD))),
        "since": bundle_about(services, about_hazard(services, operator, str(hazard)), read_checkpoint(earlier).size),
    }
    return Evidence(
        **made,
        lying=_lying(stories, services),
        signer=signer_in(system.settings.home, system.application.log_name),
        earlier=earlier.written,
        newest=newest.written,
    )


def _lying(stories: SignedStories, services: Services) -> bytes:
    """Another hazard, whose last event was altered before the log sealed it."""
    hazard = stories.verified()
    last = happenings(services, hazard)[-1].position
    tamper(stories.system, last, '"remarks":"现场查看，牢固"', '"remarks":"未到现场，牢固"')
    _sealed(stories.system)
    return bundle_about(services, about_hazard(services, console(services), str(hazard)))


def _sealed(system: System) -> Note:
    run_sealer(system, Event(), once=True)
    with psycopg.connect(system.database.app) as connection:
        row = connection.execute(SQL["newest_checkpoint"]).fetchone()
    assert row is not None
    return read_note(row[1])


def _cosign(system: System, note: Note) -> None:
    at = int(MORNING.timestamp())
    line = cosignature(WITNESS_KEY, at, WITNESS.sign(cosigned(note.text, at))).line
    values = {"size": read_checkpoint(note).size, "name": WITNESS_KEY.name, "line": line, "now": MORNING}
    with psycopg.connect(system.database.app, autocommit=True) as connection:
        connection.execute(SQL["put_cosignature"], values)


@pytest.fixture(scope="module")
def opened(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with page_from_a_file(chromium, tmp_path_factory.mktemp("page")) as page:
        yield page


def code(page: Page, bundle: bytes, policy: str | None = None, *earlier: str) -> str:
    """The first thing that does not hold."""
    found = checked(page, bundle, policy, *earlier)
    assert found["kind"] == "bad", found
    return str(found["code"])


@pytest.mark.parametrize("about", ["hazard", "unit", "person"])
def test_a_good_bundle_holds_under_a_pinned_key_and_says_so_where_none_is(
    opened: Page, evidence: Evidence, about: str
) -> None:
    bundle = getattr(evidence, about)
    assert checked(opened, bundle, evidence.policy) == {"kind": "good", "code": "", "position": 0, "told": ""}
    assert checked(opened, bundle)["kind"] == "unpinned"


def test_the_story_is_told_in_chinese_and_in_english(opened: Page, evidence: Evidence, tmp_path: Path) -> None:
    file = tmp_path / "evidence.zip"
    file.write_bytes(evidence.hazard)
    opened.set_input_files("#bundle", file)
    opened.click("button[type=submit]")
    opened.wait_for_selector("[data-verdict=unpinned]")
    assert "公钥未经您确认" in opened.locator("#verdict").inner_text()
    life = opened.locator(".life > li")
    assert life.count() == 7
    told = life.first.inner_text()
    for part in ("发现", "no3 safety_officer · 第三中学 安全专干", "护栏松动，两根立柱脱焊", "通行密钥", "已验证"):
        assert part in told
    opened.click("#language")
    assert "the key is not pinned by you" in opened.locator("#verdict").inner_text()
    assert "signature verified in this browser" in life.first.inner_text()
    opened.click("#language")


def test_it_fits_a_phone(opened: Page) -> None:
    opened.set_viewport_size({"width": 390, "height": 844})
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    opened.set_viewport_size({"width": 1200, "height": 900})


def test_the_page_names_its_one_script_and_style_and_allows_nothing_else() -> None:
    page = verify_page().decode()
    script = page.partition("<script>")[2].partition("</script>")[0]
    style = page.partition("<style>")[2].partition("</style>")[0]
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'; ")
    for text in (script, style):
        assert f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    assert page.count("<script") == page.count("<style") == 1
    assert "http://" not in script
    assert "https://" not in script


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_fault_is_said_in_words(language: str) -> None:
    script = verify_page().decode()
    codes = re.findall(r': "([a-z_]+)"', script.partition("const CODES = {")[2].partition("};")[0])
    assert len(codes) == 35
    assert [each for each in codes if f"page_fault.{each}" not in catalogue(language)] == []


def test_a_browser_without_ed25519_says_so_and_calls_nothing_verified(
    chromium: Browser, evidence: Evidence, tmp_path: Path
) -> None:
    path = tmp_path / "verify.html"
    path.write_bytes(verify_page())
    page = chromium.new_context(locale="zh-CN").new_page()
    page.add_init_script(
        "const known = SubtleCrypto.prototype.importKey;"
        "SubtleCrypto.prototype.importKey = function (kind, bytes, algorithm, ...rest) {"
        "  if (algorithm.name === 'Ed25519') return Promise.reject(new DOMException('', 'NotSupportedError'));"
        "  return known.call(this, kind, bytes, algorithm, ...rest); };"
    )
    page.goto(path.as_uri())
    assert checked(page, evidence.hazard, evidence.policy)["kind"] == "unable"
    page.context.close()


def test_a_witness_counts_where_the_policy_asks_for_it(opened: Page, evidence: Evidence) -> None:
    assert checked(opened, evidence.hazard, evidence.strict)["kind"] == "good"
    bare = Remade.of(evidence.hazard, evidence.signer)
    note = read_note(bare.files["checkpoint.note"].decode())
    alone = Note(note.text, note.signatures[:1]).written
    assert code(opened, bare.with_file("checkpoint.note", alone.encode()).whole, evidence.strict) == "quorum_not_met"
    forged = note.signatures[1]._replace(value=bytes(72))
    spoilt = Note(note.text, (note.signatures[0], forged)).written
    spoilt_bundle = bare.with_file("checkpoint.note", spoilt.encode()).whole
    assert code(opened, spoilt_bundle, evidence.strict) == "cosignature_wrong"


def test_another_key_than_the_pinned_one_is_not_taken(opened: Page, evidence: Evidence) -> None:
    other = FileSigner(evidence.signer.key.name, Ed25519PrivateKey.from_private_bytes(b"o" * 32))
    assert code(opened, evidence.hazard, f"log {other.key.told}\nquorum none\n") == "manifest_not_signed"
    elsewhere = FileSigner("other/log", Ed25519PrivateKey.from_private_bytes(b"o" * 32))
    assert code(opened, evidence.hazard, f"log {elsewhere.key.told}\nquorum none\n") == "log_not_trusted"


def test_an_earlier_checkpoint_has_to_be_a_beginning(opened: Page, evidence: Evidence) -> None:
    assert checked(opened, evidence.since, evidence.policy, evidence.earlier)["kind"] == "good"
    assert checked(opened, evidence.hazard, evidence.policy, evidence.newest)["kind"] == "good"
    assert code(opened, evidence.hazard, evidence.policy, evidence.earlier) == "consistency_missing"
    old = read_checkpoint(read_note(evidence.earlier))
    other = Checkpoint(origin=old.origin, size=old.size, root=bytes(32), heads=old.heads)
    rewritten = Note(other.text, (evidence.signer.sign(other.text),)).written
    assert code(opened, evidence.since, evidence.policy, rewritten) == "history_rewritten"


def drop_last(bundle: Remade) -> Remade:
    """The newest event of the hazard left out, as if it had never been, in every file and in the manifest."""
    streams = json.loads(bundle.files["manifest.json"])["streams"]
    subject = next(each["stream"] for each in streams if each["role"] == "subject")
    events = bundle.lines("events.jsonl")
    place = max(place for place, event in enumerate(events) if event["stream"] == subject)
    shorter = [{**each, "versions": each["versions"] - (each["stream"] == subject)} for each in streams]
    before = max(e["ver"] for p, e in enumerate(events) if e["stream"] == subject and p != place)
    body = next(line for line in bundle.files["events.jsonl"].splitlines() if _is(line, subject, before))
    return (
        bundle.without(place)
        .with_manifest(streams=shorter)
        .with_lines("heads.jsonl", lambda lines: [_shortened(each, subject, before, body) for each in lines])
    )


def _is(line: bytes, stream: str, version: int) -> bool:
    said = json.loads(line)
    return bool(said["stream"] == stream and said["ver"] == version)


def _shortened(line: Line, stream: str, version: int, body: bytes) -> Line:
    return {**line, "ver": version, "digest": sha256(body).hexdigest()} if line["stream"] == stream else line


def changed(name: str, place: int, **values: Any) -> Any:
    """Other values in one line of a file."""

    def change(bundle: Remade) -> Remade:
        return bundle.with_lines(name, lambda lines: [*lines[:place], {**lines[place], **values}, *lines[place + 1 :]])

    return change


def swapped(bundle: Remade) -> Remade:
    """The first two events of the log change places."""
    made = bundle
    for name in ("events.jsonl", "leaves.jsonl", "proofs.jsonl"):
        made = made.with_lines(name, lambda lines: [lines[1], lines[0], *lines[2:]])
    return made


TAMPERED = {
    "the newest event left out": (drop_last, "heads_differ"),
    "an event in between left out": (lambda each: each.without(3), "version_missing"),
    "two events swapped": (swapped, "lines_malformed"),
    "a body changed": (changed("events.jsonl", 5, device="another"), "leaf_differs"),
    "a leaf changed": (changed("leaves.jsonl", 5, rec="2026-03-02T01:00:00.000001Z"), "not_in_the_log"),
    "a proof taken away": (changed("proofs.jsonl", 5, proof=[]), "not_in_the_log"),
    "a head changed": (changed("heads.jsonl", 0, ver=99), "heads_differ"),
    "a text changed": (changed("disclosures.jsonl", 0, value="别人"), "disclosure_wrong"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_a_lying_log_hands_out_under_its_own_signature_is_seen(opened: Page, evidence: Evidence, how: str) -> None:
    change, expected = TAMPERED[how]
    assert code(opened, change(evidence.remade()).whole, evidence.policy) == expected


def test_a_file_that_the_manifest_does_not_bind_is_seen(opened: Page, evidence: Evidence) -> None:
    assert code(opened, changed("events.jsonl", 5, device="x")(evidence.remade()).as_it_is) == "file_altered"
    assert code(opened, evidence.remade().with_manifest(made_by=None, names="x").as_it_is) == "manifest_not_signed"


def test_an_event_that_was_altered_before_it_was_sealed_is_found_by_its_signature(
    opened: Page, evidence: Evidence
) -> None:
    assert code(opened, evidence.lying, evidence.policy) == "signature_of_something_else"


def test_no_bit_of_a_bundle_can_be_turned_over(opened: Page, evidence: Evidence) -> None:
    chosen = random.Random(20260302)
    places = [(chosen.randrange(len(evidence.hazard)), 1 << chosen.randrange(8)) for _ in range(FLIPS)]
    accepted = opened.evaluate(
        """async ([bundle, policy, places]) => {
            const bytes = Uint8Array.from(atob(bundle), (each) => each.charCodeAt(0)), accepted = [];
            for (const [at, bit] of places) {
                bytes[at] ^= bit;
                const { kind } = await checkBundle(bytes, { policy, earlier: [] });
                if (kind !== "bad") accepted.push([at, bit, kind]);
                bytes[at] ^= bit;
            }
            return accepted;
        }""",
        [base64.b64encode(evidence.hazard).decode(), evidence.policy, places],
    )
    assert accepted == []


def test_checkpoints_are_those_of_the_log(opened: Page, evidence: Evidence) -> None:
    made, old = evidence.remade(), read_note(evidence.earlier)
    earlier = made.with_file("checkpoint.note", evidence.earlier.encode()).whole
    assert code(opened, earlier, evidence.policy) == "checkpoint_malformed"
    unsigned = Note(read_note(evidence.newest).text, old.signatures).written.encode()
    assert code(opened, made.with_file("checkpoint.note", unsigned).whole) == "checkpoint_not_signed"
    assert code(opened, evidence.hazard, "log nonsense\n") == "policy_unreadable"
    assert code(opened, evidence.hazard + b"\0") == code(opened, evidence.hazard[:-1]) == "container_wrong"


def test_a_hazard_left_out_of_a_units_bundle_is_missed_by_its_number(opened: Page, evidence: Evidence) -> None:
    made = Remade.of(evidence.unit, evidence.signer)
    streams = json.loads(made.files["manifest.json"])["streams"]
    gone = next(each["stream"] for each in streams if each["role"] == "subject")
    places = [place for place, each in enumerate(made.lines("events.jsonl")) if each["stream"] == gone]
    for place in reversed(places):
        made = made.without(place)
    made = made.with_lines("heads.jsonl", lambda lines: [each for each in lines if each["stream"] != gone])
    made = made.with_manifest(streams=[each for each in streams if each["stream"] != gone])
    assert code(opened, made.whole, evidence.policy) == "register_incomplete"


def test_a_text_that_was_erased_keeps_nothing_from_being_checked(opened: Page, evidence: Evidence) -> None:
    bare = evidence.remade().with_lines("disclosures.jsonl", lambda _lines: [])
    assert checked(opened, bare.whole, evidence.policy)["kind"] == "good"


@pytest.fixture
def with_photo(settled_trial: System) -> Remade:
    """About a hazard that was reported with a photo."""
    guard = Visitor(settled_trial).signed_in("no3", Post.GUARD)
    said: dict[str, Any] = {"place__text": "三楼东侧走廊", "category": "building.railings", "description": "护栏松动"}
    page = guard.press(guard.open("/report"), files=[("p.jpg", phone_photo(), "image/jpeg")], **said)
    hazard = str(page.url).split("/hazards/")[1][:36]
    _sealed(settled_trial)
    services = services_of(settled_trial)
    bundle = bundle_about(services, about_hazard(services, console(services), hazard))
    return Remade.of(bundle, signer_in(settled_trial.settings.home, settled_trial.application.log_name))


def agree(page: Page, asked: list[Any], happened: list[Any]) -> bool:
    """Whether the page takes one list for the other."""
    parts = "\n".join(files("api.bundles").joinpath("page", name).read_text("utf-8") for name in SCRIPTS[:-1])
    told = f"const TABLES = {json.dumps(tables())};"
    script = f"([asked, happened]) => {{ {told}\n{parts}\nreturn agrees(asked, happened); }}"
    return bool(page.evaluate(script, [asked, happened]))


def test_lists_that_were_signed_agree_in_any_order_and_part_by_part(opened: Page) -> None:
    assert agree(opened, [{"a": [{"b": 1}]}, {"c": 2}], [{"c": 2}, {"a": [{"b": 1}]}, {"c": 2}])
    assert not agree(opened, [{"c": 2}, {"a": [{"b": 1}]}], [{"c": 2}, {"a": [{"b": 2}]}])


def test_photos_are_those_that_events_mention(opened: Page, with_photo: Remade, tmp_path: Path) -> None:
    name = next(each for each in with_photo.files if each.startswith("attachments/"))
    assert checked(opened, with_photo.whole)["kind"] == "unpinned"
    altered = with_photo.files[name][:-1] + b"\x00"
    assert code(opened, with_photo.with_file(name, altered).whole) == "attachment_wrong"
    other = changed("attachments.jsonl", 0, salt="00" * 32)(with_photo)
    assert code(opened, other.whole) == "attachment_wrong"
    file = tmp_path / "evidence.zip"
    file.write_bytes(with_photo.whole)
    opened.set_input_files("#bundle", file)
    opened.click("button[type=submit]")
    opened.wait_for_selector(".life img")
    assert opened.evaluate("document.querySelector('.life img').decode().then(() => true)")


DEEP = ("checkpoint.note", "events.jsonl", "leaves.jsonl", "proofs.jsonl", "heads.jsonl", "disclosures.jsonl")
"""Files on which the checks of the log itself stand; the others are bound by the manifest alone."""


@pytest.mark.parametrize("name", DEEP)
def test_no_bit_can_be_turned_over_even_by_who_signs_the_manifest_again(
    opened: Page, evidence: Evidence, name: str
) -> None:
    chosen, made = random.Random(f"{name} 20260302"), evidence.remade()
    content = bytearray(made.files[name])
    for _ in range(max(FLIPS // 60, 4)):
        at, bit = chosen.randrange(len(content)), 1 << chosen.randrange(8)
        content[at] ^= bit
        assert checked(opened, made.with_file(name, bytes(content)).whole, evidence.strict)["kind"] == "bad", (at, bit)
        content[at] ^= bit
