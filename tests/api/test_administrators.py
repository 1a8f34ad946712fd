"""An administrator of accounts manages accounts: they read nothing of the record, and sign nothing."""

import io
from typing import Any
from uuid import UUID

import openpyxl
import psycopg
import pytest
from httpx2 import Response
from pypdf import PdfReader

from api.access.accounts import Account
from api.access.refusals import AdministratorSignsNothing
from api.services import Services, services_of
from api.system import System
from domain.appointment.posts import Post
from domain.kernel.refusals import NotAppointedHere
from domain.key.terms import Level, Scheme
from tests.support.addresses import filled, operations, pages
from tests.support.browsing import Browser, forms_of
from tests.support.district import person_id
from tests.support.following import followed
from tests.support.settled import PASSWORD, account
from tests.support.signing import begin_signing, password_key
from tests.support.stories import Stories

SECRET = ("三楼东侧走廊", "两根立柱脱焊", "no3-2026-0001", "第三中学")
"""Words of the only hazard there is."""

MAY_CHANGE = {
    "/accounts/{account_id}/{act_name}",
    "/held/{form_id}/discard",
    "/held/{form_id}/go-on",
    "/me/language",
    "/me/post",
    "/registry/keys",
    "/sign-in/passkey/challenge",
    "/sign-out",
}
"""What an administrator's press may lead on from: their own account, other people's, and forms with nothing chosen."""


@pytest.fixture
def hazard(settled_trial: System) -> UUID:
    """One hazard, registered, and the lists that know it."""
    found = Stories(settled_trial).registered()
    followed(settled_trial)
    return found


@pytest.fixture
def signing(settled_trial: System, hazard: UUID) -> System:
    return begin_signing(settled_trial)


@pytest.fixture
def admin(signing: System) -> Browser:
    return Browser(signing).as_administrator()


@pytest.fixture
def services(signing: System) -> Services:
    return services_of(signing)


def own(services: Services) -> Account:
    found = services.accounts.named("admin")
    assert found is not None
    return found


def csrf_of(browser: Browser) -> str:
    """What every form of the session carries."""
    return forms_of(browser.open("/me/password"))[-1].values["csrf"][0]


def said(answer: Response) -> str:
    """Everything an answer says, papers and workbooks included."""
    kind = answer.headers.get("content-type", "")
    if "pdf" in kind:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    if "spreadsheet" in kind:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        return str([[cell.value for cell in row] for sheet in book for row in sheet])
    return answer.text


def is_empty_paper(answer: Response) -> bool:
    """A list of nothing, as whoever holds no post gets it."""
    return "attachment" in answer.headers.get("content-disposition", "") and not any(
        word in said(answer) for word in SECRET
    )


def position(system: System) -> int:
    return int(system.recorder.max_notification_id() or 0)


def test_no_address_tells_an_administrator_anything_of_a_hazard(admin: Browser, hazard: UUID) -> None:
    asked = [path for method, path in (*pages(), *operations(admin)) if method == "GET"]
    assert len(asked) > 60
    for path in asked:
        for address in (filled(path, hazard=hazard), filled(path, hazard="no3-2026-0001")):
            answer = said(admin.client.get(address, follow_redirects=False)).replace(address, "")
            assert [word for word in SECRET if word in answer] == [], path


def test_an_address_that_names_a_hazard_is_not_there_for_an_administrator(admin: Browser, hazard: UUID) -> None:
    named = [path for method, path in (*pages(), *operations(admin)) if method == "GET" and "{hazard" in path]
    assert len(named) > 5
    for path in named:
        answer = admin.client.get(filled(path, hazard=hazard), follow_redirects=False)
        assert answer.status_code in (403, 404), path


def test_no_press_of_an_administrator_is_recorded(admin: Browser, hazard: UUID) -> None:
    """Not a step, not a key, not a signature: the log ends where it ended."""
    before, csrf = position(admin.system), csrf_of(admin)
    for path in sorted({path for method, path in pages() if method == "POST"} - MAY_CHANGE):
        answer = admin.client.post(filled(path, hazard=hazard), data={"csrf": csrf}, follow_redirects=False)
        assert answer.status_code >= 400 or is_empty_paper(answer), path
    for path in sorted({path for method, path in operations(admin) if method == "POST"}):
        answer = admin.client.post(filled(path, hazard=hazard), json={}, headers={"X-CSRF-Token": csrf})
        assert answer.status_code >= 400, path
    assert position(admin.system) == before


@pytest.mark.parametrize("scheme", Scheme)
def test_an_administrator_enrols_no_key(admin: Browser, scheme: Scheme) -> None:
    before, csrf = position(admin.system), csrf_of(admin)
    another = str(person_id("no3", Post.HEAD))
    values: dict[str, Any] = {"csrf": csrf, "scheme": scheme.value, "label": "x", "person": another}
    assert admin.client.post("/me/keys", data=values, follow_redirects=False).status_code in (403, 409, 422)
    assert admin.client.post("/me/keys/challenge", data={"csrf": csrf}).status_code == 403
    assert position(admin.system) == before
    assert admin.system.application.catch_up().keys.all() == ()


def test_a_key_is_enrolled_by_its_own_person_or_by_nobody(services: Services, admin: Browser) -> None:
    with pytest.raises(NotAppointedHere):
        services.enrolling.challenge(own(services))


def test_an_administrator_sees_and_signs_no_statement_of_another(admin: Browser, signing: System) -> None:
    officer = Browser(signing).signed_in("no3", Post.SAFETY_OFFICER)
    page = officer.press(officer.open("/me/keys"), scheme="server-attested", label="密码")
    assert page.url.path.startswith("/sign/"), page.url
    for path in (page.url.path, f"{page.url.path}/statement"):
        assert admin.open(path).status_code >= 400
    csrf = csrf_of(admin)
    assert admin.client.post(page.url.path, data={"csrf": csrf, "password": PASSWORD}).status_code >= 400
    assert signing.application.catch_up().keys.all() == ()


def test_an_administrator_is_nobody_in_the_directory_and_stays_so(admin: Browser, services: Services) -> None:
    mine, now, person = own(services), admin.system.clock(), person_id("no3", Post.HEAD)
    with pytest.raises(AdministratorSignsNothing):
        services.accounts.link(mine.id, person, by=mine.id, now=now)
    answer = admin.client.post(f"/accounts/{mine.id}/linked", data={"csrf": csrf_of(admin), "person": str(person)})
    assert (answer.status_code, "administrator_signs_nothing" in answer.text) == (409, True)
    with pytest.raises(AdministratorSignsNothing):
        services.accounts.make("boss", "first-key-2026", by=mine.id, now=now, person=person, is_administrator=True)
    with services.system.pool.connection() as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("UPDATE access.accounts SET person = %s WHERE id = %s", (person, mine.id))
    assert own(services).person is None


def test_no_statement_is_signed_by_an_account_of_nobody(services: Services, admin: Browser) -> None:
    ways = services.signing.ways(own(services), Level.SERVER_ATTESTED)
    assert not ways.is_any


def test_a_password_that_an_administrator_set_signs_nothing_until_a_registrar_confirms_it_again(
    admin: Browser, services: Services, signing: System
) -> None:
    name, now = account(signing, "no3", Post.SAFETY_OFFICER), signing.clock()
    holder = services.accounts.named(name)
    assert holder is not None
    password_key(signing, "no3", Post.SAFETY_OFFICER, holder.id)
    assert services.signing.ways(holder, Level.SERVER_ATTESTED).password is not None
    services.accounts.set_password(holder.id, "told by telephone", by=own(services).id, now=now)
    given = services.accounts.get(holder.id)
    assert services.signing.ways(given, Level.SERVER_ATTESTED).password is None
    services.accounts.change_password(
        services.accounts.confirm(holder.id, "told by telephone", now=now), "my own new one", now=now
    )
    changed = services.accounts.get(holder.id)
    assert services.signing.ways(changed, Level.SERVER_ATTESTED).password is None, "one's own change heals nothing"
    password_key(signing, "no3", Post.SAFETY_OFFICER, holder.id, given=1)
    assert services.signing.ways(changed, Level.SERVER_ATTESTED).password is not None
