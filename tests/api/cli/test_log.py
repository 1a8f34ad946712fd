"""`bihuan log`: a head to keep, receipts, and the check of the whole store."""

from pathlib import Path

import psycopg
import pytest

from api.seal.keys import verify_ed25519
from api.system import System
from domain.seal.notes import NoteKey, read_checkpoint, read_note
from domain.seal.receipts import check_receipt, read_receipt
from tests.api.cli.conftest import Line
from tests.support.tampering import triggers_off

FOUND = (
    *("hazard", "report", "--json", "--unit", "no3", "--place", "三楼", "--category", "building.railings"),
    *("--description", "护栏松动"),
)


@pytest.fixture
def kept(line: Line, tmp_path: Path) -> Path:
    """A checkpoint that an auditor keeps."""
    path = tmp_path / "kept.checkpoint"
    path.write_text(line("log", "checkpoint", "--seal", "--json").value["note"], "utf-8")
    return path


def test_the_head_is_signed_by_the_key_that_the_policy_names(line: Line, kept: Path) -> None:
    key = NoteKey.read(line("log", "policy", "--json").value["key"])
    note = read_note(kept.read_text("utf-8"))
    assert note.signed_by(key, verify_ed25519) == 0
    assert read_checkpoint(note).origin == key.name


def test_a_log_nobody_touched_holds_against_a_checkpoint_that_was_kept(line: Line, officer: str, kept: Path) -> None:
    line(*FOUND, sign_in=officer)
    line("seal", "--once")
    said = line("log", "verify", "--checkpoint", str(kept), "--json")
    assert said.status == 0, said.err
    assert said.value["fault"] is None


def test_a_changed_event_is_named_with_exit_status_1(line: Line, officer: str, kept: Path, settled: System) -> None:
    with psycopg.connect(settled.database.admin, autocommit=True) as connection:
        connection.execute("ALTER TABLE log.events DISABLE TRIGGER ALL")
        connection.execute("UPDATE log.events SET recorded_at = recorded_at - interval '1 hour' WHERE position = 7")
    said = line("log", "verify", "--checkpoint", str(kept), "--json")
    assert (said.status, said.code) == (1, "log_not_whole")
    assert "7" in said.err


def test_a_log_that_was_cut_off_with_its_seal_is_found_by_the_head_in_the_home(
    line: Line, kept: Path, settled: System
) -> None:
    with psycopg.connect(settled.database.admin, autocommit=True) as connection:
        triggers_off(connection)
        connection.execute("DELETE FROM log.events WHERE position > 100")
        connection.execute("UPDATE log.head SET position = 100")
        connection.execute("TRUNCATE seal.checkpoints, seal.tiles, seal.heads, seal.state CASCADE")
    said = line("log", "verify", "--json")
    assert (said.status, said.code) == (1, "log_not_whole")
    assert "101" in said.err


def test_a_receipt_holds_by_itself(line: Line, kept: Path) -> None:
    key = NoteKey.read(line("log", "policy", "--json").value["key"])
    receipt = read_receipt(line("log", "prove", "5").out)
    assert receipt.index == 4
    assert check_receipt(receipt, key, verify_ed25519).size == read_checkpoint(read_note(kept.read_text())).size


def test_an_event_that_is_not_sealed_yet_says_so(line: Line, officer: str, kept: Path) -> None:
    position = line(*FOUND, sign_in=officer).value["position"]
    said = line("log", "prove", str(position), "--json")
    assert (said.status, said.code) == (1, "not_sealed_yet")
    assert line("log", "prove", "999999", "--json").code == "not_known"


def test_what_is_no_checkpoint_is_refused(line: Line, kept: Path) -> None:
    kept.write_text("nothing", "utf-8")
    assert line("log", "verify", "--checkpoint", str(kept), "--json").code == "not_a_checkpoint"
