"""Bundles stand under a head that enough witnesses cosigned, and after another key or another history as well."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event, Timer
from uuid import UUID

import pytest
from playwright.sync_api import Page

from api.bundles import choosing
from api.bundles.asking import about_hazard
from api.bundles.making import Bundle, Wanted, make
from api.bundles.verify import verdict
from api.cli.acting import console
from api.reading.masking import masking_of
from api.seal.history import history_of
from api.seal.keyring import Keyring
from api.seal.policies import own_policy
from api.seal.proving import newest
from api.seal.resolving import resolve, rotate
from api.seal.sealing import NEWEST
from api.services import Services, services_of
from api.system import System
from api.workers.cosigning import run_cosigning
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.seal.notes import Note, read_checkpoint
from tests.api.bundles.test_verify_page import opened  # noqa: F401
from tests.support.programs import Program
from tests.support.verifying import checked
from tests.support.witnessing import witnessed

# ruff: noqa: F811

LOG = "trial/bihuan"


@pytest.fixture
def log(settled_trial: System, tmp_path: Path) -> Iterator[System]:
    """The district with a witness that has seen nothing yet."""
    with witnessed(settled_trial, tmp_path / "witness") as (system, _):
        yield system


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "PATIENCE_S", 0.0)


def report(system: System) -> UUID:
    """A hazard, sealed."""
    found = Program(system, "no3", Post.SAFETY_OFFICER).report()
    run_sealer(system, Event(), once=True)
    return UUID(found)


def cosign(system: System) -> None:
    run_cosigning(system, Event(), once=True)


def head(system: System) -> Note:
    with system.pool.connection() as connection:
        found = newest(connection)
    assert found is not None
    return found.note


def policy(system: System) -> bytes:
    """As the log tells it."""
    with system.pool.connection() as connection:
        keys = history_of(connection, system.application.log_name).keys
    return own_policy(system.settings, keys or (Keyring(system.settings.home).first(LOG).key,)).written.encode()


def made(services: Services, hazard: UUID, *since: int) -> tuple[Bundle, bytes]:
    desk, out = console(services), BytesIO()
    about = about_hazard(services, desk, str(hazard))
    bundle = make(services, desk, about, Wanted(masking=masking_of(desk), since=since))
    bundle.write(out)
    return bundle, out.getvalue()


def code(bundle: bytes, pinned: bytes | None, *earlier: Note) -> str:
    said = verdict(bundle, pinned, [each.written.encode() for each in earlier])
    return "" if said["holds"] else str(said["fault"]["code"])


def test_a_bundle_names_the_witnesses_of_the_log_in_its_own_policy(log: System) -> None:
    hazard = report(log)
    cosign(log)
    bundle, content = made(services_of(log), hazard)
    own = next(each.read() for each in bundle.parts if each.name == "policy.txt")
    assert own == policy(log)
    assert b"\nquorum " in own
    assert b"\nwitness " in own
    assert (verdict(content)["cosigned_by"], bundle.is_cosigned) == (["w0"], True)


def test_a_head_that_is_cosigned_goes_before_a_newer_one_that_is_not(log: System, impatient: None) -> None:
    hazard = report(log)
    cosign(log)
    size = read_checkpoint(head(log)).size
    services, later = services_of(log), report(log)
    for each, is_cosigned in ((hazard, True), (later, False), (hazard, True)):
        bundle, content = made(services, each)
        assert bundle.is_cosigned is is_cosigned
        assert code(content, policy(log)) == ("" if is_cosigned else "quorum_not_met")
    assert bundle.size == size


def test_a_witness_that_is_a_moment_behind_is_waited_for(log: System) -> None:
    hazard = report(log)
    asking = Timer(0.6, cosign, [log])
    asking.start()
    bundle, content = made(services_of(log), hazard)
    asking.join()
    assert bundle.is_cosigned
    assert code(content, policy(log)) == ""


def test_a_proof_since_the_newest_head_stands_under_that_head(log: System, impatient: None) -> None:
    hazard = report(log)
    cosign(log)
    report(log)
    kept = head(log)
    bundle, content = made(services_of(log), hazard, read_checkpoint(kept).size)
    assert bundle.size == read_checkpoint(kept).size
    assert code(content, None, kept) == "quorum_not_met"


@pytest.mark.browser
def test_after_another_key_bundles_are_signed_by_it_and_older_heads_stay_good(
    settled_trial: System, opened: Page
) -> None:
    system = settled_trial
    hazard, first = report(system), Keyring(system.settings.home).first(LOG).key
    kept = head(system)
    new = rotate(system, "the old machine was given away")
    run_sealer(system, Event(), once=True)
    _, content = made(services_of(system), hazard, read_checkpoint(kept).size)
    for pinned, earlier, expected in (
        (policy(system), [kept, head(system)], ""),
        (f"log {new.told}\n".encode(), [], ""),
        (f"log {first.told}\n".encode(), [], "manifest_not_signed"),
        (f"log {new.told}\n".encode(), [kept], "earlier_checkpoint_malformed"),
    ):
        assert code(content, pinned, *earlier) == expected
        found = checked(opened, content, pinned.decode(), *(each.written for each in earlier))
        assert found["code"] == expected


@pytest.mark.browser
def test_after_a_fork_bundles_are_of_the_history_that_goes_on(settled_trial: System, opened: Page) -> None:
    system = settled_trial
    hazard, before = report(system), policy(system)
    left = signed_beyond(system)
    resolve(system, "restored from the copy of Friday after the disk failed")
    run_sealer(system, Event(), once=True)
    _, content = made(services_of(system), hazard)
    for pinned, earlier, expected in (
        (policy(system), [head(system)], ""),
        (policy(system), [left], "checkpoint_of_another_log"),
        (before, [], "log_not_trusted"),
    ):
        assert code(content, pinned, *earlier) == expected
        found = checked(opened, content, pinned.decode(), *(each.written for each in earlier))
        assert found["code"] == expected
    assert read_checkpoint(head(system)).origin == f"{LOG}/fork-2"


def signed_beyond(system: System) -> Note:
    """A head over more than the log holds, as a restored copy finds it in its home."""
    known = read_checkpoint(head(system))
    later = replace(known, size=known.size + 5, root=bytes(32))
    note = Note(later.text, (Keyring(system.settings.home).first(LOG).sign(later.text),))
    (system.settings.home / NEWEST).write_text(note.written, "utf-8")
    return note
