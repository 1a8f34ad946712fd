"""A witness that comes by: `bihuan witness once` at a log's own address, proofs computed from its tiles."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli.main import run
from api.seal.keys import verify_ed25519
from api.witness.home import WitnessHome
from api.witness.reaching import LogReached, WitnessLogUnreachable, prefix_of
from api.witness.visiting import visit
from api.witness.witness import Witness
from domain.kernel.refusals import Refusal
from domain.seal.notes import read_note
from domain.seal.witnessing import WitnessAskedWrong, WitnessHistoryRewritten, WitnessRollback, read_tree_head
from tests.api.witness.conftest import QINGHE
from tests.support.logs import SmallLog, app_of, rewritten
from tests.support.serving import served


class Shown:
    """A log that can be made to show something else."""

    def __init__(self) -> None:
        self.log, self.size = QINGHE, 300
        self.taken: list[str] = []
        self.address = ""

    def show(self, log: SmallLog, size: int) -> None:
        self.log, self.size = log, size


@pytest.fixture
def shown() -> Iterator[Shown]:
    at = Shown()
    with served(app_of(lambda: (at.log, at.size), at.taken)) as address:
        at.address = address
        yield at


def size_of(witness: Witness) -> int:
    last = witness.last(QINGHE.key.name)
    return last.size if last else 0


@pytest.mark.parametrize("sizes", [(1, 2, 3), (255, 256, 257, 700), (300, 300, 511, 512), (1, 700)])
def test_a_log_is_followed_by_its_tiles_alone(witness: Witness, shown: Shown, sizes: tuple[int, ...]) -> None:
    for size in sizes:
        shown.show(QINGHE, size)
        note = visit(witness, LogReached(shown.address))
        assert note.signed_by(witness.key.key, verify_ed25519) is not None
        assert size_of(witness) == size


def test_a_log_that_shows_less_than_before_went_back(witness: Witness, shown: Shown, home: WitnessHome) -> None:
    visit(witness, LogReached(shown.address))
    shown.show(QINGHE, 299)
    with pytest.raises(WitnessRollback):
        visit(witness, LogReached(shown.address))
    (kept,) = home.kept()
    (evidence,) = kept.evidence
    assert "bihuan/qinghe\n300\n" in evidence.read_text("utf-8")
    assert "bihuan/qinghe\n299\n" in evidence.read_text("utf-8")


@pytest.mark.parametrize("size", [300, 301, 700])
def test_a_rewritten_log_is_found_at_any_size(witness: Witness, shown: Shown, size: int) -> None:
    visit(witness, LogReached(shown.address))
    shown.show(rewritten(QINGHE, [12]), size)
    with pytest.raises(WitnessHistoryRewritten):
        visit(witness, LogReached(shown.address))
    assert size_of(witness) == 300


def test_tiles_that_lie_prove_nothing(witness: Witness, shown: Shown) -> None:
    visit(witness, LogReached(shown.address))
    liar = rewritten(QINGHE, [12])
    liar.head = QINGHE.head  # type: ignore[method-assign]
    shown.show(liar, 700)
    with pytest.raises(WitnessHistoryRewritten):
        visit(witness, LogReached(shown.address))


def test_a_log_that_does_not_answer_is_not_accused(witness: Witness, shown: Shown, home: WitnessHome) -> None:
    visit(witness, LogReached(shown.address))
    shown.log = SmallLog(QINGHE.key.name, 0)
    shown.log.head = QINGHE.head  # type: ignore[method-assign]
    shown.size = 700
    for address in (shown.address, "http://127.0.0.1:1", f"{shown.address}/nothing"):
        with pytest.raises(WitnessLogUnreachable):
            visit(witness, LogReached(address))
    (kept,) = home.kept()
    assert kept.evidence == []


def test_an_address_of_a_server_alone_means_its_log() -> None:
    assert prefix_of("https://bihuan.example.edu/") == "https://bihuan.example.edu/v1/log"
    assert prefix_of("https://logs.example.org/2026/") == "https://logs.example.org/2026"
    for wrong in ("bihuan.example.edu", "ftp://a", "http://[", ""):
        with pytest.raises(WitnessAskedWrong):
            prefix_of(wrong)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = run(["witness", *words])
    told = capsys.readouterr()
    return status, told.out, told.err


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BIHUAN_LANGUAGE", "en")
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path))


def test_once_cosigns_hands_in_and_refuses_with_a_code(
    shown: Shown, home: WitnessHome, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = said(capsys, "once", shown.address)
    assert (status, out) == (0, "bihuan/qinghe: cosigned up to event 300\n")
    note = read_note(shown.taken[0])
    assert note.signed_by(home.key().key, verify_ed25519)
    for log, size, code in (
        (QINGHE, 200, "witness_rollback"),
        (rewritten(QINGHE, [1]), 300, "witness_history_rewritten"),
        (SmallLog("bihuan/elsewhere", 9), 9, "witness_log_unknown"),
        (SmallLog(QINGHE.key.name, 700, key=b"f" * 32), 700, "witness_checkpoint_unsigned"),
    ):
        shown.show(log, size)
        status, _, err = said(capsys, "once", shown.address, "--json")
        assert (status, json.loads(err)["code"]) == (1, code)
    assert len(shown.taken) == 1


def test_once_without_an_address_visits_every_log_of_the_policy(
    shown: Shown, home: WitnessHome, capsys: pytest.CaptureFixture[str]
) -> None:
    (home.folder / "policy").write_text(
        f"log {SmallLog('a', 0, key=b'a' * 32).key.told} http://127.0.0.1:1\nlog {QINGHE.key.told} {shown.address}\n"
    )
    status, out, err = said(capsys, "once", "--json")
    assert (status, json.loads(err)["code"]) == (1, "witness_refused")
    first, second = json.loads(out)
    assert first["code"] == "witness_log_unreachable"
    assert (second["log"], second["size"], second["handed_in"]) == ("bihuan/qinghe", 300, True)


def test_what_was_cosigned_is_shown_with_the_evidence(
    shown: Shown, home: WitnessHome, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "once", shown.address, "--print")
    assert shown.taken == []
    shown.show(QINGHE, 200)
    said(capsys, "once", shown.address)
    status, out, _ = said(capsys, "show", "--json")
    (row,) = json.loads(out)
    assert (status, row["log"], row["size"]) == (0, "bihuan/qinghe", 300)
    assert "witness_rollback" in Path(row["evidence"][0]).read_text("utf-8")


def test_the_key_is_printed_as_policies_name_it(home: WitnessHome, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said(capsys, "key")
    assert (status, out) == (0, f"witness witness.example/city {home.key().key.told}\n")
    assert said(capsys, "key", "another.example/name")[0] == 1


def test_a_head_that_nobody_signed_is_no_head_of_a_log(witness: Witness) -> None:
    with pytest.raises(Refusal):
        witness.signed(read_note("a\n1\nb\n\n— a AAAAAAA=\n"))
    assert read_tree_head(QINGHE.head(3)).size == 3
