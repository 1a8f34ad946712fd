"""Time stamps over signed heads, by a local authority (OpenSSL)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow
from starlette.responses import PlainTextResponse

from api.cli.doctor_outside import look_outside
from api.seal.stamping import (
    Certificates,
    StampAuthorityUnreachable,
    StampsNotSetUp,
    StampWrong,
    ask_for_stamp,
    certificates_of,
    check_stamp,
    check_stamps,
    newest_stamp,
    stamp_newest,
)
from api.system import System
from api.workers.sealer import run_sealer
from api.workers.stamping import run_stamping, stamp_if_due
from domain.appointment.posts import Post
from domain.kernel.refusals import NotKnown
from tests.support.programs import Program
from tests.support.serving import served
from tests.support.stamping import Authority, authority_at
from tests.support.tampering import triggers_off

pytestmark = pytest.mark.needs("openssl")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Authority, str]]:
    made = Authority(tmp_path_factory.mktemp("stamps") / "authority")
    with authority_at(made) as address:
        yield made, address


@pytest.fixture
def log(settled_trial: System, authority: tuple[Authority, str]) -> System:
    """The sealed district, told of the authority."""
    run_sealer(settled_trial, Event(), once=True)
    made, address = authority
    settings = replace(settled_trial.settings, tsa_url=address, tsa_certificates=made.pem)
    return replace(settled_trial, settings=settings)


@pytest.fixture
def connection(log: System) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(log.database.admin, autocommit=True) as opened:
        yield opened


def test_a_stamp_of_the_newest_head_is_kept_and_holds(log: System, connection: Connection[TupleRow]) -> None:
    stamp = stamp_newest(log.pool, log.settings, log.clock())
    assert stamp.size == log.recorder.max_notification_id()
    assert abs(stamp.stamped_at - datetime.now(UTC)) < timedelta(minutes=2), "its time is the authority's"
    assert list(check_stamps(connection, certificates_of(log.settings))) == [stamp]
    assert newest_stamp(connection) == stamp


def test_a_stamp_is_of_this_text_by_this_authority(authority: tuple[Authority, str], tmp_path: Path) -> None:
    made, address = authority
    pinned = Certificates.read(made.pem)
    response, at = ask_for_stamp(address, "a head\n")
    assert check_stamp(response, 1, "a head\n", pinned) == at
    other = Certificates.read(Authority(tmp_path / "other").pem)
    for text, certificates in (("another head\n", pinned), ("a head\n", other)):
        with pytest.raises(StampWrong):
            check_stamp(response, 1, text, certificates)


def test_no_spoilt_stamp_says_another_time_or_text(authority: tuple[Authority, str]) -> None:
    made, address = authority
    pinned = Certificates.read(made.pem)
    response, at = ask_for_stamp(address, "a head\n")
    for place in range(len(response)):
        spoilt = response[:place] + bytes([response[place] ^ 1]) + response[place + 1 :]
        try:
            said = check_stamp(spoilt, 1, "a head\n", pinned)
        except StampWrong:
            continue
        assert said == at


def test_a_checkpoint_or_a_stamp_changed_in_the_store_is_found(log: System, connection: Connection[TupleRow]) -> None:
    stamp_newest(log.pool, log.settings, log.clock())
    pinned = certificates_of(log.settings)
    triggers_off(connection)
    connection.execute("UPDATE seal.stamps SET stamped_at = stamped_at - interval '1 day'")
    with pytest.raises(StampWrong):
        check_stamps(connection, pinned)
    connection.execute("UPDATE seal.stamps SET stamped_at = stamped_at + interval '1 day'")
    assert check_stamps(connection, pinned)
    connection.execute("UPDATE seal.checkpoints SET note = replace(note, 'heads ', 'heads A')")
    with pytest.raises(StampWrong):
        check_stamps(connection, pinned)


def test_stamps_come_by_themselves_no_more_often_than_is_set(log: System, connection: Connection[TupleRow]) -> None:
    now = datetime.now(UTC)
    run_stamping(log.at(lambda: now), Event(), once=True)
    assert newest_stamp(connection) is not None
    assert not stamp_if_due(log.at(lambda: now + timedelta(hours=9))), "the log did not grow"
    Program(log, "no3", Post.SAFETY_OFFICER).report()
    run_sealer(log, Event(), once=True)
    assert not stamp_if_due(log.at(lambda: now + timedelta(minutes=50)))
    assert stamp_if_due(log.at(lambda: now + timedelta(minutes=70)))
    assert len(check_stamps(connection, certificates_of(log.settings))) == 2


def test_without_an_authority_or_with_no_interval_nothing_is_asked(log: System) -> None:
    for settings in (replace(log.settings, tsa_url=None), replace(log.settings, tsa_minutes=0)):
        run_stamping(replace(log, settings=settings), Event())
    with log.pool.connection() as connection:
        assert newest_stamp(connection) is None
    with pytest.raises(StampsNotSetUp):
        stamp_newest(log.pool, replace(log.settings, tsa_url=None), log.clock())


def test_a_stamp_by_an_authority_that_is_not_pinned_is_not_kept(log: System, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    with authority_at(other) as address, pytest.raises(StampWrong):
        stamp_newest(log.pool, replace(log.settings, tsa_url=address), log.clock())
    with log.pool.connection() as connection:
        assert newest_stamp(connection) is None


def test_an_authority_that_is_away_or_speaks_of_something_else_is_told(
    log: System, authority: tuple[Authority, str]
) -> None:
    made, _ = authority
    with pytest.raises(StampAuthorityUnreachable):
        ask_for_stamp("http://127.0.0.1:1", "a head\n")
    with served(PlainTextResponse("no stamp")) as address, pytest.raises(StampAuthorityUnreachable):
        ask_for_stamp(address, "a head\n")
    with authority_at(made) as address:
        first = made.stamp
        old, _ = ask_for_stamp(address, "a head\n")
        made.stamp = lambda query: old  # type: ignore[method-assign]
        try:
            with pytest.raises(StampAuthorityUnreachable):
                ask_for_stamp(address, "a head\n")
        finally:
            made.stamp = first  # type: ignore[method-assign]


def test_certificates_that_cannot_be_used_are_refused(authority: tuple[Authority, str], tmp_path: Path) -> None:
    made, _ = authority
    path = tmp_path / "some.pem"
    first, second = made.pem.read_text("utf-8").split("-----END CERTIFICATE-----\n")[:2]
    for content in ("", "nonsense", *(f"{each}-----END CERTIFICATE-----\n" for each in (first, second))):
        path.write_text(content, "utf-8")
        with pytest.raises(StampsNotSetUp):
            Certificates.read(path)
    with pytest.raises(StampsNotSetUp):
        Certificates.read(tmp_path / "none.pem")


def test_nothing_is_stamped_before_anything_is_sealed(settled_trial: System) -> None:
    settings = replace(settled_trial.settings, tsa_url="http://127.0.0.1:1")
    with pytest.raises(NotKnown):
        stamp_newest(settled_trial.pool, settings, settled_trial.clock())


def test_the_doctor_says_when_a_stamp_is_late(log: System) -> None:
    def level(now: datetime) -> str:
        return next(each.level for each in look_outside(log.database, log.settings, now) if each.what == "stamps")

    now = datetime.now(UTC)
    assert level(now) == "warning"
    stamp_newest(log.pool, log.settings, now)
    assert level(now + timedelta(days=9)) == "ok", "nothing was recorded since"
    Program(log, "no3", Post.SAFETY_OFFICER).report()
    run_sealer(log, Event(), once=True)
    assert (level(now), level(now + timedelta(days=2))) == ("ok", "warning")
