"""An engine is made, shared, asked and stopped."""

import os
import re
from collections.abc import Callable
from contextlib import ExitStack

import psycopg
import pytest

from api.engine import open_engine
from tests.api.engine.conftest import Ground
from tests.api.engine.processes import holder

Ask = Callable[[str, str], str]


def test_an_empty_home_gets_a_cluster_and_a_server_that_answers(empty: Ground, ask: Ask) -> None:
    with empty.engine() as engine:
        assert ask(engine.conninfo(), "SHOW data_directory") == str(engine.place.cluster)
        assert engine.status().is_in_use
    assert engine.status().pid is None


def test_every_build_keeps_one_order_of_text(made: Ground, ask: Ask) -> None:
    with made.engine() as engine:
        locale = (
            "SELECT concat_ws(' ', datlocprovider, datlocale, datcollate) FROM pg_database WHERE datname = 'template0'"
        )
        assert ask(engine.conninfo(), locale) == "b C.UTF-8 C"
        names = "SELECT string_agg(name, ' ' ORDER BY name) FROM unnest(ARRAY['中', 'é', 'b', '一', 'B', '𠮷']) name"
        assert ask(engine.conninfo(), names) == "B b é 一 中 𠮷"
        assert ask(engine.conninfo(), "SELECT upper('é')") == "É"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("synchronous_commit", "on"),
        ("fsync", "on"),
        ("listen_addresses", ""),
        ("TimeZone", "UTC"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("max_connections", "120"),
        ("shared_buffers", "256MB"),
    ],
)
def test_the_server_is_set_to_keep_what_it_acknowledged(made: Ground, ask: Ask, setting: str, value: str) -> None:
    with made.engine() as engine:
        assert ask(engine.conninfo(), f"SHOW {setting}") == value


def test_the_administrators_settings_count_but_never_open_a_port(made: Ground, ask: Ask) -> None:
    with made.engine(work_mem="9MB", listen_addresses="*") as engine:
        assert ask(engine.conninfo(), "SHOW work_mem") == "9MB"
        assert ask(engine.conninfo(), "SHOW listen_addresses") == ""
    own = engine.place.configuration / "local.conf"
    own.write_text("work_mem = '7MB'\nsynchronous_commit = off\n")
    try:
        with made.engine(work_mem="9MB"):
            assert ask(engine.conninfo(), "SHOW work_mem") == "7MB"
            assert ask(engine.conninfo(), "SHOW synchronous_commit") == "on"
    finally:
        own.write_text("")


def test_the_roles_of_the_product_log_in_over_the_socket_without_a_password(made: Ground, ask: Ask) -> None:
    with made.engine() as engine:
        for role in ("bihuan_app", "bihuan_reader", "bihuan_migrate"):
            with psycopg.connect(engine.conninfo(), autocommit=True) as connection:
                connection.execute(f"DROP ROLE IF EXISTS {role}".encode())
                connection.execute(f"CREATE ROLE {role} LOGIN".encode())
            assert ask(engine.conninfo(user=role), "SELECT session_user") == role


def test_an_engine_is_opened_by_its_home_alone(made: Ground, ask: Ask) -> None:
    with open_engine(made.home, state_root=made.state_root) as engine:
        assert engine.binaries == made.binaries
        assert ask(engine.conninfo(), "SELECT 1") == "1"


def test_the_last_one_out_stops_the_server(made: Ground, ask: Ask) -> None:
    first, second = made.engine(), made.engine()
    conninfo = first.start()
    assert second.start() == conninfo
    first.stop()
    assert ask(conninfo, "SELECT 1") == "1"
    second.stop()
    with pytest.raises(psycopg.OperationalError):
        ask(conninfo, "SELECT 1")


def test_stopping_twice_gives_back_one_share_only(made: Ground, ask: Ask) -> None:
    with made.engine() as staying:
        leaving = made.engine()
        leaving.start()
        leaving.stop()
        leaving.stop()
        assert ask(staying.conninfo(), "SELECT 1") == "1"


def test_six_processes_that_race_on_an_empty_home_make_one_cluster_and_one_server(empty: Ground, ask: Ask) -> None:
    with ExitStack() as stack:
        six = [stack.enter_context(holder(empty.home, empty.state_root)) for _ in range(6)]
        said = {each.said for each in six}
        assert len(said) == 1
        conninfo = said.pop()
        assert ask(conninfo, "SELECT 1") == "1"
        for each in six[:-1]:
            each.release()
        assert ask(conninfo, "SELECT 1") == "1"
        six[-1].release()
    engine = empty.engine()
    assert engine.status().pid is None
    assert len(re.findall("starting PostgreSQL", engine.place.log.read_text())) == 1
    assert not list(engine.place.folder.glob("cluster.*"))


def test_a_forked_child_neither_stops_the_server_nor_holds_on_to_it(made: Ground, ask: Ask) -> None:
    engine = made.engine()
    engine.start()
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        engine.stop()
        os.close(writing)
        os.read(reading, 1)
        os._exit(0)
    os.close(reading)
    try:
        assert ask(engine.conninfo(), "SELECT 1") == "1"
        engine.stop()
        with made.engine(patience=5) as again:
            assert ask(again.conninfo(), "SELECT 1") == "1"
    finally:
        os.close(writing)
        os.waitpid(child, 0)
