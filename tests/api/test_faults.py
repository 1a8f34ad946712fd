"""When the store goes away: a clear 503, no half event, and the same request again does it once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from uuid import uuid4

import psycopg
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import make_app
from api.engine import EmbeddedEngine, find_binaries
from api.engine.migrate import make_database, migrate, name_the_log
from api.services import services_of
from api.system import Database, System
from domain.appointment.posts import Post
from tests.conftest import running
from tests.support.settled import PASSWORD, account, settle


@contextmanager
def own_engine(home: Path) -> Iterator[tuple[EmbeddedEngine, System]]:
    """An engine that a test may stop."""
    with EmbeddedEngine(home, find_binaries(), settings={"fsync": "off"}) as engine:
        make_database(engine.conninfo(), "faults")
        migrate(engine.conninfo("faults"))
        name_the_log(engine.conninfo("faults"), "test/faults", is_trial=False)
        database = Database(
            admin=engine.conninfo("faults"),
            app=engine.conninfo("faults", "bihuan_app"),
            reader=engine.conninfo("faults", "bihuan_reader"),
        )
        for system in running(database, home):
            yield engine, settle(system)


def signed_in(system: System) -> TestClient:
    name = account(system, "no3", Post.STAFF)
    client = TestClient(make_app(services_of(system)), raise_server_exceptions=False)
    client.post("/sign-in", data={"name": name, "password": PASSWORD})
    return client


REPORT = {"unit": None, "place": {"text": "教学楼"}, "category": "building", "description": "护栏松动"}


def test_a_lost_database_is_a_clear_503_and_the_same_request_later_is_done_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.store.group_commit.PAUSES", (0.05,))
    with own_engine(tmp_path) as (engine, system):
        client = signed_in(system)
        key = str(uuid4())
        me = client.get("/v1/me").json()
        headers = {"Idempotency-Key": key, "X-CSRF-Token": me["csrf"]}
        body = {**REPORT, "unit": me["posts"][0]["unit"]}
        head = system.recorder.max_notification_id()
        engine.stop()
        page = client.get("/", follow_redirects=False)
        lost = client.post("/v1/hazards", json=body, headers=headers)
        assert (page.status_code, lost.status_code) == (503, 503)
        assert lost.json()["code"] == "store_unavailable"
        assert lost.headers["Retry-After"]
        engine.start()
        done = tried_again(client, body, headers)
        again = client.post("/v1/hazards", json=body, headers=headers)
        assert (done.status_code, again.status_code) == (201, 201)
        assert done.json()["position"] == again.json()["position"] == (head or 0) + 1


def test_a_store_that_cannot_write_is_a_503_and_leaves_no_half_event(tmp_path: Path) -> None:
    with own_engine(tmp_path) as (_, system):
        client = signed_in(system)
        me = client.get("/v1/me").json()
        headers = {"X-CSRF-Token": me["csrf"]}
        body = {**REPORT, "unit": me["posts"][0]["unit"]}
        with psycopg.connect(system.database.admin, autocommit=True) as admin:
            full = "BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END"
            admin.execute(
                f"CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ {full} $$".encode()
            )
            admin.execute("CREATE TRIGGER full_disk AFTER INSERT ON log.commands EXECUTE FUNCTION public.full_disk()")
            head = system.recorder.max_notification_id()
            refused = client.post("/v1/hazards", json=body, headers=headers)
            assert refused.status_code == 503
            assert system.recorder.max_notification_id() == head
            admin.execute("DROP TRIGGER full_disk ON log.commands")
        assert client.post("/v1/hazards", json=body, headers=headers).status_code == 201


def tried_again(client: TestClient, body: dict[str, object], headers: dict[str, str]) -> Response:
    """The same request again while the answer is 503, as `Retry-After` asks; at most for a minute."""
    for _ in range(30):
        answer = client.post("/v1/hazards", json=body, headers=headers)
        if answer.status_code != 503:
            return answer
        sleep(2.0)
    return answer
