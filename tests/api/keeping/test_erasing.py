"""Whoever is erased cannot be read anywhere any more, and nothing that was recorded has changed (PIPL art. 47)."""

from collections.abc import Iterator
from threading import Event
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from api.caller import names_of
from api.held.forms import Sent
from api.imports.opening import read
from api.imports.runs import FILE, Beginning, Runs, Status
from api.keeping.erasing import carry_out_all, watch
from api.keeping.waiting import let_go
from api.seal.checking import StoreCheck
from api.seal.keys import signer_in
from api.services import services_of
from api.system import System
from api.workers.following import run_follower
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.hold.refusals import UnderHold
from domain.kernel.identity import PersonId, StreamId
from domain.person.events import PersonErased
from domain.person.refusals import PersonErasedBefore, PersonStillAppointed
from projections.catalogue import MODELS
from tests.api.keeping.conftest import (
    CITY_HEAD,
    NAME,
    OFFICER,
    REGISTRAR,
    Everywhere,
    erase,
    follow,
    hold,
    leaves,
)
from tests.support.browsing import Browser
from tests.support.district import person_id, unit_id
from tests.support.importing import begun, everybody, imported, importer, ledger, row
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing
from tests.support.stories import HEAD

WHO = str(person_id(*OFFICER))


@pytest.fixture
def hazard(stories: SignedStories) -> UUID:
    """Registered, graded and assigned with the officer's hands and name, all signed; then the officer left."""
    found = stories.verified()
    leaves(stories)
    return found


def verified(system: System) -> None:
    run_sealer(system, Event(), once=True)
    with psycopg.connect(system.database.app, autocommit=True) as connection:
        key = signer_in(system.settings.home, system.application.log_name).key
        told = StoreCheck(connection=connection, origin=system.application.log_name, log_key=key).run()
    assert told.fault is None, told.fault


PAGES = (
    *("/ledger", "/audit", f"/registry/people/{WHO}", f"/directory/people/{WHO}", "/registry", "/directory?q=王"),
    *(f"/registry/units/{unit_id('no3')}", f"/directory/units/{unit_id('no3')}"),
)
FILES = ("/ledger.xlsx", "/audit.xlsx", "/ledger.pdf", "/audit.pdf")


def seen(stories: SignedStories, hazard: UUID) -> Iterator[str]:
    """Everything that the head of the city's bureau can have shown, as text."""
    browser = Browser(follow(stories))
    browser.enter(stories.account_of(browser.services, CITY_HEAD).sign_in)
    for path in (*PAGES, f"/hazards/{hazard}"):
        yield browser.open(path).text
    for path in (*FILES, f"/hazards/{hazard}/dossier.pdf"):
        yield text_of(browser.open(path).content)


def text_of(content: bytes) -> str:
    from io import BytesIO

    from openpyxl import load_workbook
    from pypdf import PdfReader

    if content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "")
    rows = (row for sheet in load_workbook(BytesIO(content)).worksheets for row in sheet.iter_rows(values_only=True))
    return "\n".join(str(cell) for row in rows for cell in row)


def test_before_it_is_erased_the_name_stands_in_pages_and_texts(
    stories: SignedStories, hazard: UUID, everywhere: Everywhere
) -> None:
    assert everywhere(NAME) == ["log.disclosures"]
    assert any(NAME in text for text in seen(stories, hazard))


def test_after_it_is_erased_the_name_stands_nowhere(
    stories: SignedStories, hazard: UUID, everywhere: Everywhere
) -> None:
    erase(stories)
    assert everywhere(NAME) == []
    assert [text for text in seen(stories, hazard) if NAME in text] == []
    assert everywhere(NAME) == []


def test_the_log_verifies_as_before_and_signatures_hold_without_their_texts(
    stories: SignedStories, hazard: UUID
) -> None:
    erase(stories)
    verified(stories.system.at(lambda: stories.now))
    browser = Browser(follow(stories))
    browser.enter(stories.account_of(browser.services, HEAD).sign_in)
    page = browser.open(f"/hazards/{hazard}").text
    assert "原文已删除" in page
    assert "name erased" not in page
    assert "姓名已清除" in page


def test_the_event_lists_commitments_and_never_a_value(stories: SignedStories, hazard: UUID) -> None:
    erase(stories)
    kept = stories.system.application.store.load({StreamId(person_id(*OFFICER)): 0}, [], 2**62)
    told = [stories.system.mapper.to_domain_event(each.stored) for each in kept]
    (erased,) = [each for each in told if isinstance(each.event, PersonErased)]
    assert erased.event.destroyed == len(erased.event.commitments) > 3
    assert (erased.actor.kind.value, erased.actor.rule.name) == ("policy", "erasure")
    assert erased.event.is_last


def test_whoever_holds_a_post_is_not_erased(stories: SignedStories) -> None:
    with pytest.raises(PersonStillAppointed):
        erase(stories)


@pytest.mark.parametrize("what", ["unit", "hazard"])
def test_nothing_is_erased_under_a_hold(
    stories: SignedStories, hazard: UUID, everywhere: Everywhere, what: str
) -> None:
    hold(stories, str(hazard) if what == "hazard" else None)
    with pytest.raises(UnderHold) as refused:
        erase(stories)
    assert refused.value.places == {"documents": "教调〔2026〕3号"}
    assert everywhere(NAME) == ["log.disclosures"]


def test_once_the_hold_is_released_it_is_erased(stories: SignedStories, hazard: UUID, everywhere: Everywhere) -> None:
    held = hold(stories, hazard=str(hazard))
    stories.does(CITY_HEAD, "hold.release", hold=held, reason="调查结束", document="教调〔2026〕9号")
    erase(stories)
    assert everywhere(NAME) == []


def test_a_second_order_is_refused_and_a_second_carrying_out_does_nothing(stories: SignedStories, hazard: UUID) -> None:
    erase(stories)
    with pytest.raises(PersonErasedBefore):
        erase(stories)
    assert carry_out_all(services_of(stories.system)) == 0


def test_an_order_that_was_interrupted_is_finished_by_the_housekeeping(
    stories: SignedStories, hazard: UUID, everywhere: Everywhere
) -> None:
    stories.system.application.after.clear()
    erase(stories)
    assert everywhere(NAME) == ["log.disclosures"]
    assert carry_out_all(services_of(stories.system.at(lambda: stories.now))) == 2
    assert everywhere(NAME) == []


def test_a_namesake_keeps_name_and_texts(stories: SignedStories, hazard: UUID, everywhere: Everywhere) -> None:
    other = str(person_id("no3", Post.LOGISTICS))
    stories.does(REGISTRAR, "person.correct_name", person=other, person_name=NAME + "军", reason="写错")
    erase(stories)
    assert everywhere(NAME + "军") == ["log.disclosures"]
    names = names_of(stories.system.pool, stories.system.application.catch_up().directory, [PersonId(UUID(other))])
    assert names == {UUID(other): NAME + "军"}


def test_forms_that_wait_go_with_the_name(stories: SignedStories, hazard: UUID) -> None:
    services = services_of(stories.system.at(lambda: stories.now))
    mine = stories.account_of(services, HEAD)
    form = services.held.hold(Sent("/report", uuid4(), {"description": [f"{NAME}说"]}), mine, None, stories.now)
    other = services.held.hold(Sent("/report", uuid4(), {"description": ["护栏"]}), mine, None, stories.now)
    assert form
    assert other
    erase(stories)
    assert services.held.find(form, mine, stories.now) is None
    assert services.held.find(other, mine, stories.now) is not None


def test_the_account_of_whoever_is_erased_lets_nobody_in(
    stories: SignedStories, hazard: UUID, everywhere: Everywhere
) -> None:
    services = services_of(stories.system)
    sign_in = stories.account_of(services, OFFICER).sign_in
    erase(stories)
    assert services.accounts.named(sign_in) is None
    assert everywhere(sign_in) == []
    gone = services.accounts.of_person(person_id(*OFFICER))
    assert gone is not None
    assert gone.disabled_at is not None
    assert not gone.has_password


def contents(system: System) -> dict[str, list[str]]:
    """Every row of every read model as text."""
    tables = [table for model in MODELS for table in model.tables]
    with psycopg.connect(system.database.reader) as connection:
        return {
            each: sorted(row[0] for row in connection.execute(sql.SQL("SELECT t::text FROM {} t").format(_read(each))))
            for each in tables
        }


def _read(table: str) -> sql.Identifier:
    return sql.Identifier("read", table)


def test_following_and_rebuilding_agree_after_an_erasure(stories: SignedStories, hazard: UUID) -> None:
    erase(stories)
    system = follow(stories)
    followed = contents(system)
    run_follower(system, Event(), once=True, rebuild=True, tell=lambda _: None)
    assert contents(system) == followed


def test_steps_that_wait_for_a_signature_go_with_the_name(stories: SignedStories, hazard: UUID) -> None:
    services = services_of(stories.system.at(lambda: stories.now))
    before = {each for each, _ in services.signing.steps.every()}
    erase(stories)
    assert before
    assert [each for each, said in services.signing.steps.every() if NAME.encode() in said] == []


def test_whoever_only_stands_in_an_imported_ledger_is_erased_there_too(
    settled_trial: System, everywhere: Everywhere
) -> None:
    stories = SignedStories(begin_signing(settled_trial), by_file=frozenset({REGISTRAR}))
    watch(services_of(settled_trial))
    imported(settled_trial, ledger(row(检查人员="张兰兰"), row(序号="2", 隐患部位="操场", 检查人员="刘超")))
    (person,) = (each for each, name in everybody(settled_trial).items() if name == "张兰兰")
    waiting = begun(settled_trial, read(settled_trial, ledger(row(检查人员="张兰兰")), "again.xlsx"))
    erase(stories, str(person))
    assert everywhere("张兰兰") == []
    rows = [rows_said(settled_trial, run) for run in runs_of(settled_trial)]
    assert sorted(sum(each is None for each in said) for said in rows) == [0, 1]
    assert waiting.id in runs_of(settled_trial)


def runs_of(system: System) -> list[UUID]:
    with system.pool.connection() as connection:
        return [row[0] for row in connection.execute("SELECT id FROM imports.runs ORDER BY id").fetchall()]


def rows_said(system: System, run: UUID) -> list[bytes | None]:
    with system.pool.connection() as connection:
        rows = connection.execute("SELECT said FROM imports.verdicts WHERE run = %s", (run,)).fetchall()
    return [row[0] for row in rows]


def test_an_upload_that_names_somebody_is_discarded_before_it_is_taken_over(stories: SignedStories) -> None:
    system = stories.system.at(lambda: stories.now)
    runs, content = Runs(system.pool, system.random), ledger(row(检查人员=NAME))
    reading = read(system, content, "ledger.xlsx")
    beginning = Beginning(
        id=system.new_id(),
        unit=unit_id("dongcheng"),
        actor=importer(system=system),
        account=None,
        door="page",
        file_sha256=reading.digest,
        kind=reading.kind.value,
        size=len(content),
        status=Status.READY,
    )
    runs.begin(beginning, stories.now, {FILE: content})
    assert let_go(services_of(system), ["别人"]) == 0
    assert let_go(services_of(system), [NAME]) > 0
    assert runs.part(beginning.id, FILE) is None
    assert runs.run(beginning.id).status is Status.DISCARDED
