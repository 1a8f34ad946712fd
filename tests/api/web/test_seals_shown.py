"""A hazard's page says in which checkpoint each act is sealed, who cosigned it, and what is not sealed yet."""

from datetime import UTC, datetime
from threading import Event
from uuid import UUID

import psycopg
import pytest

from api.seal.covering import seals_of
from api.seal.sealing import SQL
from api.seeing import Happening, happenings
from api.services import services_of
from api.system import System
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.seal.notes import COSIGNATURE, NoteKey, cosignature
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, text_of
from tests.support.stories import OFFICER, Stories

WITNESS = cosignature(NoteKey("市教育局", COSIGNATURE, bytes(32)), 1_772_400_000, bytes(64))


@pytest.fixture
def stories(settled_trial: System) -> Stories:
    return Stories(settled_trial)


def life(system: System, hazard: UUID) -> tuple[Happening, ...]:
    return happenings(services_of(system), hazard)


def seal(system: System) -> int:
    """Seal everything; returns the size of the checkpoint."""
    run_sealer(system, Event(), once=True)
    return system.recorder.max_notification_id() or 0


def cosign(system: System, size: int) -> None:
    """Keep a line of a witness under a checkpoint, as it came."""
    now = datetime(2026, 3, 2, 1, 5, tzinfo=UTC)
    values = {"size": size, "name": WITNESS.name, "line": WITNESS.line, "now": now}
    with psycopg.connect(system.database.app, autocommit=True) as connection:
        connection.execute(SQL["put_cosignature"], values)


def shown(browser: Browser, hazard: UUID) -> str:
    page = browser.open(f"/hazards/{hazard}")
    assert page.status_code == 200, page.text
    return page.text


def test_an_act_that_is_not_sealed_says_so(stories: Stories, enter: Entering) -> None:
    text = shown(enter("no3", Post.HEAD), stories.registered())
    assert "尚未封存，需要几秒" in text
    assert text.count('data-seal=""') == 2
    assert ".tlog-proof" not in text


def test_the_newest_act_is_sealed_in_a_checkpoint_with_a_receipt_to_keep(
    settled_trial: System, stories: Stories, enter: Entering
) -> None:
    hazard = stories.registered()
    size, browser = seal(settled_trial), enter("no3", Post.HEAD)
    text = shown(browser, hazard)
    last = life(settled_trial, hazard)[-1].position
    assert f"检查点 {size}" in text
    assert "尚无见证" in text
    assert f'href="/v1/log/receipts/{last}"' in text
    assert browser.open(f"/v1/log/receipts/{last}").text.startswith("c2sp.org/tlog-proof@v1")


def test_every_act_of_the_line_of_life_leads_to_its_own_seal(
    settled_trial: System, stories: Stories, enter: Entering
) -> None:
    hazard = stories.found()
    first = seal(settled_trial)
    stories.does(OFFICER, "hazard.register", hazard=str(hazard), unit_code="no3", year=2026)
    second = seal(settled_trial)
    text, (found, registered, *_) = shown(enter("no3", Post.HEAD), hazard), life(settled_trial, hazard)
    assert f'<span data-seal="{first}"><a href="/events/{found.position}#seal">已封存（检查点 {first}）' in text
    assert f'<span data-seal="{second}"><a href="/events/{registered.position}#seal">' in text


def test_a_witness_that_came_by_later_is_named_with_the_checkpoint_it_saw(
    settled_trial: System, stories: Stories, enter: Entering
) -> None:
    hazard = stories.found()
    sealed_in = seal(settled_trial)
    other = stories.found()
    cosigned_in = seal(settled_trial)
    cosign(settled_trial, cosigned_in)
    browser = enter("no3", Post.HEAD)
    text = shown(browser, hazard)
    assert f"检查点 {sealed_in}" in text
    assert f"见证：市教育局 （检查点 {cosigned_in}）" in text
    assert "见证：市教育局 ·" in text_of(browser.open(f"/events/{life(settled_trial, other)[-1].position}"))


def test_all_seals_of_a_page_are_one_question(settled_trial: System, stories: Stories) -> None:
    positions = [each.position for each in life(settled_trial, stories.registered())]
    size = seal(settled_trial)
    with psycopg.connect(settled_trial.database.app, autocommit=True) as connection:
        found = seals_of(connection, [*positions, size + 1])
    assert list(found) == positions
    assert {each.size for each in found.values()} == {size}
