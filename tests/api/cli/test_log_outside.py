"""`bihuan log policy`, `log verify` and `log timestamp`, where witnesses and an authority look on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from api.system import System
from api.witness.app import make_witness_app
from api.witness.witness import Witness
from domain.seal.notes import NoteKey
from domain.seal.policy import read_policy
from tests.api.cli.conftest import Line
from tests.support.serving import served
from tests.support.stamping import Authority, authority_at
from tests.support.tampering import triggers_off
from tests.support.witnessing import asking, witness_of


@pytest.fixture
def witness(
    line: Line, settled: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Witness, str]]:
    """A witness that was asked once, and its address."""
    line("seal", "--once")
    log = replace(settled, settings=replace(settled.settings, home=tmp_path / "home"))
    made = witness_of(log, tmp_path / "witness")
    with served(make_witness_app(made)) as address:
        policy = asking(log, (made, address)).settings.witnesses
        monkeypatch.setenv("BIHUAN_WITNESSES", str(policy))
        line("follow", "--once")
        assert line("work", "--once").status == 0
        yield made, address


def test_what_an_auditor_pins_is_a_policy_with_log_witnesses_and_quorum(
    line: Line, witness: tuple[Witness, str]
) -> None:
    made, address = witness
    told = line("log", "policy", "--json").value
    printed = line("log", "policy").out
    policy = read_policy(printed)
    assert read_policy(told["policy"]) == policy
    assert policy.keys_of(told["log"]) == (NoteKey.read(told["key"]),)
    assert policy.logs[0].url == "http://localhost:8000/v1/log"
    assert told["witnesses"] == [{"name": "w0", "key": made.key.key.told, "url": address}]
    assert not policy.is_met_by([])
    assert policy.is_met_by([made.key.key])


def test_a_log_without_witnesses_says_so_in_its_policy(line: Line, settled: System) -> None:
    assert read_policy(line("log", "policy").out).quorum == "none"


def test_cosignatures_are_checked_with_the_store(line: Line, witness: tuple[Witness, str], settled: System) -> None:
    told = line("log", "verify", "--json").value
    assert (told["cosignatures"], told["quorum_size"]) == (1, told["events"])
    with psycopg.connect(settled.database.admin, autocommit=True) as connection:
        spoilt = witness[0].key.cosign("something else\n", 1).line
        triggers_off(connection)
        connection.execute("UPDATE seal.cosignatures SET line = %s", (spoilt,))
    said = line("log", "verify", "--json")
    assert (said.status, said.code) == (1, "cosignature_wrong")


def test_a_policy_that_cannot_be_read_is_told_by_its_line(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wrong.policy"
    path.write_text("quorum none\nwitness x\n", "utf-8")
    monkeypatch.setenv("BIHUAN_WITNESSES", str(path))
    said = line("log", "policy", "--json")
    assert (said.status, said.code) == (1, "policy_wrong")
    assert "Line 2" in said.err


@pytest.mark.needs("openssl")
def test_the_newest_head_is_stamped_and_stamps_are_checked(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settled: System
) -> None:
    assert line("log", "timestamp", "--json").code == "stamps_not_set_up"
    authority = Authority(tmp_path / "authority")
    with authority_at(authority) as address:
        monkeypatch.setenv("BIHUAN_TSA_URL", address)
        monkeypatch.setenv("BIHUAN_TSA_CERTIFICATES", str(authority.pem))
        line("seal", "--once")
        told = line("log", "timestamp", "--json").value
    assert told["size"] == settled.recorder.max_notification_id()
    assert line("log", "timestamp", "--verify", "--json").value == {**told, "stamps": 1}
    assert line("log", "verify", "--json").value["stamps"] == 1
    with psycopg.connect(settled.database.admin, autocommit=True) as connection:
        triggers_off(connection)
        connection.execute("UPDATE seal.stamps SET response = set_byte(response, 200, get_byte(response, 200) # 1)")
    assert line("log", "timestamp", "--verify", "--json").code == "stamp_wrong"
    assert line("log", "verify", "--json").code == "stamp_wrong"
