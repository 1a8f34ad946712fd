"""The log asks its witnesses, keeps what they say, and is found out by them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.cli.doctor_outside import look_outside
from api.seal.cosigning import (
    CosignatureUnknown,
    HeadOfAnotherHistory,
    asked_last,
    check_cosignatures,
    put_cosignatures,
)
from api.seal.keys import signer_in, verify_ed25519
from api.seal.policies import policy_of
from api.seal.proving import newest, receipt_for
from api.seal.resolving import resolve, rotate
from api.system import System
from api.witness.app import make_witness_app
from api.witness.home import WitnessHome
from api.witness.witness import Witness
from api.workers.cosigning import ask_once, run_cosigning
from api.workers.sealer import run_sealer, scheme_of
from domain.appointment.posts import Post
from domain.kernel.refusals import NotKnown
from domain.seal.notes import Checkpoint, Note, NoteKey, NoteSignature, cosigners, read_checkpoint
from domain.seal.policy import Party, read_policy
from domain.seal.receipts import check_receipt
from domain.seal.witnessing import WitnessAskedWrong
from tests.support.programs import Program
from tests.support.serving import served
from tests.support.tampering import triggers_off
from tests.support.witnessing import asking, log_key, witness_of, witnessed


@pytest.fixture
def log(settled_trial: System, tmp_path: Path) -> Iterator[tuple[System, Witness]]:
    """The district with a hazard, sealed, and a witness that was not asked yet."""
    Program(settled_trial, "no3", Post.SAFETY_OFFICER).report()
    run_sealer(settled_trial, Event(), once=True)
    with witnessed(settled_trial, tmp_path / "witness") as made:
        yield made


@pytest.fixture
def connection(settled_trial: System) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(settled_trial.database.admin, autocommit=True) as opened:
        triggers_off(opened)
        yield opened


def grow(system: System) -> None:
    Program(system, "no3", Post.SAFETY_OFFICER).report()
    run_sealer(system, Event(), once=True)


def party(system: System) -> Party:
    return policy_of(system.settings).witnesses[0]


def head(system: System) -> Note:
    with system.pool.connection() as connection:
        found = newest(connection)
    assert found is not None
    return found.note


def size(system: System) -> int:
    return read_checkpoint(head(system)).size


def code(system: System) -> str | None:
    asked = ask_once(system, party(system))
    assert asked is not None
    with system.pool.connection() as connection:
        kept = asked_last(connection, party(system))
    assert kept is not None
    assert (kept.code, kept.size) == (asked.code, asked.size)
    return asked.code


def knowing(folder: Path, *keys: NoteKey) -> Witness:
    """The witness of a folder with a policy that names these keys."""
    return Witness(WitnessHome(folder), read_policy("".join(f"log {key.told}\n" for key in keys), needs_quorum=False))


def forget_everything(connection: Connection[TupleRow], system: System) -> None:
    """Somebody with the server in hand takes away whatever was sealed."""
    connection.execute(
        "TRUNCATE seal.checkpoints, seal.cosignatures, seal.stamps, seal.tiles, seal.heads, seal.state, seal.witnesses"
    )
    (system.settings.home / "newest-checkpoint").unlink()


def test_a_cosignature_is_kept_with_the_head_and_handed_out_with_it(log: tuple[System, Witness]) -> None:
    system, witness = log
    run_cosigning(system, Event(), once=True)
    assert list(cosigners(head(system), [witness.key.key], verify_ed25519)) == [witness.key.key]


def test_a_receipt_is_under_the_first_head_that_was_cosigned(log: tuple[System, Witness]) -> None:
    system, witness = log
    position = size(system)
    grow(system)
    for cosigners_told in ([], [witness.key.key]):
        with system.pool.connection() as connection:
            receipt = receipt_for(connection, position, lambda key: scheme_of(system, key))
        check_receipt(receipt, log_key(system), verify_ed25519)
        assert list(cosigners(receipt.note, [witness.key.key], verify_ed25519)) == cosigners_told
        code(system)
        grow(system)


def test_each_later_head_is_proved_from_the_one_that_was_cosigned_last(log: tuple[System, Witness]) -> None:
    system, witness = log
    for _ in range(3):
        assert code(system) is None
        grow(system)
    assert code(system) is None
    last = witness.last(system.application.log_name)
    assert last is not None
    assert last.size == size(system)
    assert ask_once(system, party(system)) is None, "nothing new, nothing asked"


def test_a_log_that_forgot_how_far_it_was_cosigned_is_told(
    log: tuple[System, Witness], connection: Connection[TupleRow]
) -> None:
    system, _ = log
    code(system)
    grow(system)
    connection.execute("TRUNCATE seal.witnesses")
    assert code(system) is None


def test_every_witness_of_the_policy_is_asked_and_the_quorum_counted(
    settled_trial: System, log: tuple[System, Witness], tmp_path: Path
) -> None:
    system, witness = log
    other = witness_of(system, tmp_path / "other", "witness.example/other")
    with served(PlainTextResponse("no", 500)) as down:
        both = asking(system, (witness, party(system).url or ""), (other, down))
        run_cosigning(both, Event(), once=True)
        with both.pool.connection() as connection:
            done = check_cosignatures(connection, policy_of(both.settings))
    assert (done.cosignatures, done.quorum_size, done.fault) == (1, 0, None)
    with both.pool.connection() as connection:
        done = check_cosignatures(connection, policy_of(system.settings))
    assert done.cosignatures == 1


def test_yesterdays_copy_sealed_anew_is_found_by_the_witness(
    log: tuple[System, Witness], connection: Connection[TupleRow]
) -> None:
    system, _ = log
    assert code(system) is None
    connection.execute("DELETE FROM log.events WHERE position = (SELECT max(position) FROM log.events)")
    connection.execute("UPDATE log.head SET position = position - 1")
    forget_everything(connection, system)
    run_sealer(system, Event(), once=True)
    assert code(system) == "witness_rollback"
    grow(system.at(system.clock))
    connection.execute(
        "UPDATE log.events SET recorded_at = recorded_at + interval '1 s' WHERE position = %s", [size(system)]
    )
    forget_everything(connection, system)
    run_sealer(system, Event(), once=True)
    assert code(system) == "witness_history_rewritten"


@pytest.mark.parametrize("grows", [False, True])
def test_a_rewritten_and_newly_sealed_log_is_found_by_the_witness(
    log: tuple[System, Witness], connection: Connection[TupleRow], tmp_path: Path, *, grows: bool
) -> None:
    system, _ = log
    assert code(system) is None
    connection.execute(
        "UPDATE log.events SET recorded_at = recorded_at + interval '1 second' WHERE position = %s", [size(system)]
    )
    forget_everything(connection, system)
    run_sealer(system, Event(), once=True)
    if grows:
        connection.execute("UPDATE log.head SET recorded_at = recorded_at + interval '2 seconds'")
        grow(system.at(lambda: system.clock().replace(minute=5)))
    assert code(system) == "witness_history_rewritten"
    findings = list(look_outside(system.database, system.settings, system.clock()))
    assert [each.level for each in findings if each.what == "witnesses"] == ["fault"]
    assert "witness_history_rewritten" in next((tmp_path / "witness").rglob("evidence/*.txt")).read_text("utf-8")


def test_a_witness_follows_another_key_of_the_log_when_its_policy_names_it(
    log: tuple[System, Witness], tmp_path: Path
) -> None:
    system, _ = log
    assert code(system) is None
    key = rotate(system, "每年更换")
    run_sealer(system, Event(), once=True)
    assert code(system) == "witness_checkpoint_unsigned"
    told = knowing(tmp_path / "witness", log_key(system), key)
    with served(make_witness_app(told)) as address:
        assert code(asking(system, (told, address))) is None


def test_a_log_that_was_parted_in_the_open_is_another_log_for_its_witness(
    log: tuple[System, Witness], connection: Connection[TupleRow], tmp_path: Path
) -> None:
    system, _ = log
    assert code(system) is None
    connection.execute("DELETE FROM log.events WHERE position = (SELECT max(position) FROM log.events)")
    connection.execute("UPDATE log.head SET position = position - 1")
    kept = (system.settings.home / "newest-checkpoint").read_text("utf-8")
    forget_everything(connection, system)
    (system.settings.home / "newest-checkpoint").write_text(kept, "utf-8")
    fork = resolve(system, "从备份恢复")
    run_sealer(system, Event(), once=True)
    assert code(system) == "witness_log_unknown"
    told = knowing(tmp_path / "witness", log_key(system), NoteKey.read(fork.key))
    with served(make_witness_app(told)) as address:
        assert code(asking(system, (told, address))) is None
    assert told.last(system.application.log_name) is not None, "what was cosigned of the other history stays"


def test_the_doctor_says_what_witnesses_do(log: tuple[System, Witness]) -> None:
    system, _ = log

    def level(of: System) -> list[str]:
        return [each.level for each in look_outside(of.database, of.settings, of.clock())]

    assert level(replace(system, settings=replace(system.settings, witnesses=None))) == ["warning"]
    assert level(system) == ["warning"]
    run_cosigning(system, Event(), once=True)
    assert level(system) == ["ok"]
    assert system.settings.witnesses is not None
    system.settings.witnesses.write_text("nonsense", "utf-8")
    assert level(system) == ["fault"]


@pytest.mark.parametrize(
    ("status", "body", "wanted"),
    [
        (500, "", "witness_unreachable"),
        (404, "", "witness_log_unknown"),
        (403, "", "witness_checkpoint_unsigned"),
        (400, "", "witness_asked_wrong"),
        (422, "", "witness_history_rewritten"),
        (409, "99999\n", "witness_rollback"),
        (409, "0\n", "witness_history_rewritten"),
        (409, "many\n", "witness_answer_wrong"),
        (200, "", "witness_answer_wrong"),
        (200, "— witness.example/city AAAAAAAAAAAA\n", "witness_answer_wrong"),
        (200, "x" * 100_000, "witness_answer_wrong"),
    ],
)
def test_whatever_a_witness_answers_is_told_by_a_code(
    log: tuple[System, Witness], status: int, body: str, wanted: str
) -> None:
    system, witness = log

    def answer(request: Request) -> Response:
        return PlainTextResponse(body, status)

    with served(Starlette(routes=[Route("/add-checkpoint", answer, methods=["POST"])])) as address:
        told = asking(system, (witness, address))
        assert code(told) == wanted
    assert len(head(system).signatures) == 1


def test_a_witness_that_is_away_is_said_to_be(log: tuple[System, Witness]) -> None:
    system, witness = log
    assert code(asking(system, (witness, "http://127.0.0.1:1"))) == "witness_unreachable"


def test_a_cosignature_is_taken_from_witnesses_of_the_policy_only(log: tuple[System, Witness], tmp_path: Path) -> None:
    system, witness = log
    note = head(system)
    policy, now = policy_of(system.settings), system.clock()
    other = witness_of(system, tmp_path / "other", "witness.example/other")
    with system.pool.connection() as connection:
        for line in ((), (other.key.cosign(note.text, 1),)):
            with pytest.raises(CosignatureUnknown):
                put_cosignatures(connection, policy, Note(note.text, line), now)
        name, key_id, value = witness.key.cosign(note.text, 1)
        with pytest.raises(WitnessAskedWrong):
            put_cosignatures(
                connection, policy, Note(note.text, (NoteSignature(name, key_id, value[:-1] + b"x"),)), now
            )
        for at in (1, 2):
            put_cosignatures(connection, policy, Note(note.text, (witness.key.cosign(note.text, at),)), now)
    assert len(head(system).signatures) == 2, "one line a witness, however often it comes"


def test_a_cosignature_over_another_head_is_not_taken(log: tuple[System, Witness]) -> None:
    system, witness = log
    said = read_checkpoint(head(system))
    signer = signer_in(system.settings.home, said.origin)
    policy, now = policy_of(system.settings), system.clock()
    for size_told, refusal in ((said.size, HeadOfAnotherHistory), (said.size + 1, NotKnown)):
        text = Checkpoint(origin=said.origin, size=size_told, root=bytes(32), heads=said.heads).text
        note = Note(text, (signer.sign(text), witness.key.cosign(text, 1)))
        with system.pool.connection() as connection, pytest.raises(refusal):
            put_cosignatures(connection, policy, note, now)


def test_a_cosignature_that_was_changed_in_the_store_is_found(
    log: tuple[System, Witness], connection: Connection[TupleRow]
) -> None:
    system, witness = log
    run_cosigning(system, Event(), once=True)
    line = witness.key.cosign("another head\n", 1).line
    connection.execute("UPDATE seal.cosignatures SET line = %s", [line])
    done = check_cosignatures(connection, policy_of(system.settings))
    assert done.fault is not None
    assert done.fault[:2] == ("cosignature_wrong", size(system))


def test_sealing_does_not_wait_for_a_slow_witness(log: tuple[System, Witness]) -> None:
    system, witness = log
    released, asked = Event(), Event()

    def answer(request: Request) -> Response:
        asked.set()
        released.wait(20)
        return PlainTextResponse("", 500)

    with served(Starlette(routes=[Route("/add-checkpoint", answer, methods=["POST"])])) as address:
        told, stop = asking(system, (witness, address)), Event()
        worker = Thread(target=run_cosigning, args=(told, stop), daemon=True)
        worker.start()
        assert asked.wait(20)
        before = size(system)
        grow(system)
        assert size(system) > before
        stop.set()
        released.set()
        worker.join(20)
