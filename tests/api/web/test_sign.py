"""A step is shown as a statement, and taken only with a signature over exactly that statement."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from api.seeing import Happening, happenings
from api.signing.client_data import coded
from api.signing.prepared import LASTS, Prepared
from api.signing.public_keys import written as written_key
from api.system import System
from api.trial.authenticator import MODEL, Passkey
from domain.appointment.posts import Post
from domain.hazard.events import HazardRegistered
from domain.kernel.identity import Actor, ActorKind
from domain.key.commands import RevokeKey
from domain.key.terms import Scheme
from domain.seal.dsse import Envelope, read, written
from domain.seal.statement import said_by
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, forms_of, main_form, report, take, text_of
from tests.support.district import person_id, post_id
from tests.support.following import followed
from tests.support.settled import PASSWORD
from tests.support.signing import Held, begin_signing, file_key, password_key, record_key

GRADE: dict[str, Any] = {"grade": "general", "reason": "局部松动"}
OFFICER = "no3.safety-officer"


@pytest.fixture
def signing(settled_trial: System) -> System:
    """The made-up district in a log whose steps need signatures."""
    return begin_signing(settled_trial)


@pytest.fixture
def officer(enter: Entering, signing: System) -> Browser:
    return enter("no3", Post.SAFETY_OFFICER)


@pytest.fixture
def hazard(officer: Browser) -> str:
    """A hazard that was found; its finder could not sign."""
    return report(officer)


@pytest.fixture
def key(signing: System, hazard: str) -> Held:
    """The safety officer's key file, confirmed after the finding."""
    return file_key(signing, "no3", Post.SAFETY_OFFICER)


def prepared_on(browser: Browser, page: Response) -> Prepared:
    """The step that a page asks to sign."""
    assert page.url.path.startswith("/sign/"), text_of(page)[:500]
    account = browser.services.accounts.named(OFFICER)
    assert account is not None
    return browser.services.signing.find(UUID(page.url.path.rpartition("/")[2]), account)


def hand_in(browser: Browser, page: Response, **sent: str) -> Response:
    """Send what signs the step of a page."""
    csrf, step = forms_of(page)[-1].values["csrf"][0], page.url.path.rpartition("/")[2]
    if "envelope" in sent:
        sent[f"envelope.{step}"] = sent.pop("envelope")
    return browser.client.post(page.url.path, data={"csrf": csrf, **sent})


def sign(browser: Browser, page: Response, key: Held) -> Response:
    """Sign what a page shows with a key file."""
    return hand_in(browser, page, envelope=written(key.signed(prepared_on(browser, page))))


def newest(browser: Browser, hazard: str) -> Happening:
    return happenings(browser.services, UUID(hazard))[-1]


def code_of(page: Response) -> str:
    return page.text.partition('data-code="')[2].partition('"')[0]


def test_a_finding_is_recorded_as_not_signed_where_its_finder_cannot_sign(officer: Browser, hazard: str) -> None:
    assert newest(officer, hazard).recorded.signatures == ()


def test_who_signs_a_merge_is_shown_the_entry_that_goes_on(officer: Browser, hazard: str, signing: System) -> None:
    duplicate = report(officer)
    file_key(signing, "no3", Post.SAFETY_OFFICER)
    page = officer.press(officer.open(f"/hazards/{duplicate}/steps/propose_merge"), survivor=hazard, reason="同一处")
    survivor = next(each for each in prepared_on(officer, page).display.value.split("\n") if "保留的条目" in each)
    assert "护栏松动" in survivor
    assert survivor.endswith("一般")


def test_a_passkey_that_no_device_has_is_not_asked_for_and_the_page_says_so(
    officer: Browser, hazard: str, signing: System
) -> None:
    made_up = Passkey("localhost", b"made up")
    record_key(
        signing,
        "no3",
        Post.SAFETY_OFFICER,
        scheme=Scheme.WEBAUTHN,
        algorithm=made_up.algorithm,
        public_key=written_key(made_up.public_key),
        credential=coded(made_up.credential),
        relying_party=officer.services.signing.site.relying_party,
        authenticator=str(UUID(bytes=MODEL)),
    )
    page = take(officer, hazard, "register")
    assert "没有设备持有这个通行密钥" in text_of(page)
    assert "data-sign-with-passkey" not in page.text
    assert "您还不能签署此步骤" not in text_of(page)
    assert "谁也不能用它签名" in text_of(officer.open("/me/keys"))


def test_a_step_is_taken_only_after_it_was_signed(officer: Browser, hazard: str, key: Held) -> None:
    page = take(officer, hazard, "register")
    assert len(happenings(officer.services, UUID(hazard))) == 1
    done = sign(officer, page, key)
    assert done.url.path.startswith(f"/hazards/{hazard}/receipts/")
    assert isinstance(newest(officer, hazard).recorded.event, HazardRegistered)


def test_the_envelope_is_kept_in_the_event_and_its_statement_names_step_person_post_and_version(
    officer: Browser, hazard: str, key: Held
) -> None:
    before = newest(officer, hazard).recorded
    sign(officer, take(officer, hazard, "register"), key)
    recorded = newest(officer, hazard).recorded
    (envelope,) = recorded.signatures
    said = said_by(read(envelope))
    assert said["action"] == "hazard.register"
    assert said["subject"]["ver"] == before.ver
    assert said["subject"]["prev"] == recorded.prev
    assert said["signer"]["person"] == str(recorded.actor.person)
    assert (said["post"], said["meaning"]) == ("safety_officer", "registration")
    assert said["id"] == str(recorded.command)


@pytest.mark.parametrize("end", ["\n", "\u2028", "\u2029"])
def test_no_line_of_what_somebody_typed_passes_for_a_line_of_the_statement(
    officer: Browser, signing: System, end: str
) -> None:
    hazard = report(officer, description=f"护栏松动{end}含义: 仅供参考{end}现等级: 重大")
    file_key(signing, "no3", Post.SAFETY_OFFICER)
    page = take(officer, hazard, "register")
    lines = prepared_on(officer, page).display.value.split("\n")
    assert [line for line in lines if line.partition(": ")[0] in ("含义", "现等级")] == [
        "含义: 本人登记",
        "现等级: 一般",
    ]
    assert page.text.count("<dt>含义</dt>") == 1
    assert "<dd>含义: 仅供参考</dd>" in page.text


def test_what_a_step_begins_has_no_name_yet_and_is_not_called_erased(enter: Entering, signing: System) -> None:
    head = enter("no3", Post.HEAD)
    file_key(signing, "no3", Post.HEAD)
    form = head.open(f"/registry/appointments/{post_id('no3', Post.HEAD)}/delegate")
    term: dict[str, Any] = {"from_on": "2026-03-02", "until_on": "2026-03-08"}
    page = head.press(form, person=str(person_id("no3", Post.GUARD)), **term)
    assert page.url.path.startswith("/sign/")
    assert "no3 guard" in text_of(page)
    assert "姓名已清除" not in text_of(page)


def test_the_text_that_was_shown_is_the_one_whose_digest_is_signed(officer: Browser, hazard: str, key: Held) -> None:
    page = take(officer, hazard, "register")
    prepared = prepared_on(officer, page)
    assert prepared.display.commitment == prepared.statement.display
    for line in prepared.display.value.split("\n"):
        assert line.partition(": ")[2] in text_of(page)
    sign(officer, page, key)
    with officer.system.pool.connection() as connection:
        statement = "SELECT value FROM log.disclosures WHERE commitment = %s"
        kept = connection.execute(statement, (prepared.statement.display,)).fetchone()
    assert kept == (prepared.display.value,)


def test_a_decision_without_any_key_says_what_to_do_and_records_nothing(officer: Browser, hazard: str) -> None:
    page = take(officer, hazard, "register")
    assert "您还不能签署此步骤" in text_of(page)
    assert 'href="/me/keys"' in page.text
    assert len(happenings(officer.services, UUID(hazard))) == 1


def test_a_key_that_nobody_confirmed_signs_nothing(officer: Browser, signing: System, hazard: str) -> None:
    unconfirmed = file_key(signing, "no3", Post.SAFETY_OFFICER, is_confirmed=False)
    page = sign(officer, take(officer, hazard, "register"), unconfirmed)
    assert code_of(page) == "key_not_confirmed"
    assert len(happenings(officer.services, UUID(hazard))) == 1


def test_a_key_of_another_signs_nothing_for_me(officer: Browser, signing: System, hazard: str) -> None:
    heads = file_key(signing, "no3", Post.HEAD)
    assert code_of(sign(officer, take(officer, hazard, "register"), heads)) == "key_of_another"


def test_a_revoked_key_signs_nothing_more(officer: Browser, signing: System, hazard: str, key: Held) -> None:
    page = take(officer, hazard, "register")
    prepared = prepared_on(officer, page)
    console = Actor(kind=ActorKind.CONSOLE)
    signing.application.handle(RevokeKey(key=key.id, reason="手机遗失"), signing.asked(console))
    refused = hand_in(officer, page, envelope=written(key.signed(prepared)))
    assert code_of(refused) == "key_is_revoked"
    assert len(happenings(officer.services, UUID(hazard))) == 1


def test_the_password_signs_only_what_the_policy_lets_it_sign(
    officer: Browser, signing: System, hazard: str, key: Held
) -> None:
    account = officer.services.accounts.named(OFFICER)
    assert account is not None
    password_key(signing, "no3", Post.SAFETY_OFFICER, account.id)
    registered = hand_in(officer, take(officer, hazard, "register"), password=PASSWORD)
    assert registered.url.path.startswith(f"/hazards/{hazard}/receipts/")
    grading = take(officer, hazard, "grade", **GRADE)
    assert 'name="password"' not in grading.text
    assert code_of(hand_in(officer, grading, password=PASSWORD)) == "signature_too_weak"


def test_a_stolen_session_cannot_sign(officer: Browser, signing: System, hazard: str) -> None:
    account = officer.services.accounts.named(OFFICER)
    assert account is not None
    password_key(signing, "no3", Post.SAFETY_OFFICER, account.id)
    page = take(officer, hazard, "register")
    assert code_of(hand_in(officer, page, password="not the password")) == "password_wrong"
    assert hand_in(officer, page).status_code in (403, 409, 422)
    assert len(happenings(officer.services, UUID(hazard))) == 1


def test_a_password_that_somebody_else_set_signs_nothing(officer: Browser, signing: System, hazard: str) -> None:
    account = officer.services.accounts.named(OFFICER)
    assert account is not None
    password_key(signing, "no3", Post.SAFETY_OFFICER, account.id, given=account.passwords_given - 1)
    page = take(officer, hazard, "register")
    assert 'name="password"' not in page.text
    assert code_of(hand_in(officer, page, password=PASSWORD)) == "password_set_by_another"


def test_a_signature_of_one_step_does_not_sign_another(officer: Browser, hazard: str, key: Held) -> None:
    first = take(officer, hazard, "register")
    envelope = key.signed(prepared_on(officer, first))
    second = take(officer, report_signed(officer, key), "register")
    assert code_of(hand_in(officer, second, envelope=written(envelope))) == "signature_of_something_else"


def report_signed(officer: Browser, key: Held) -> str:
    """Report another hazard, signed; gives its identifier."""
    page = officer.press(
        officer.open("/report"), place__text="操场", category="building.railings", description="单杠松动。"
    )
    return sign(officer, page, key).url.path.split("/")[2]


def test_a_signature_on_a_version_that_moved_on_is_refused_and_the_form_can_be_had_again(
    officer: Browser, hazard: str, key: Held
) -> None:
    page = take(officer, hazard, "grade", **GRADE)
    sign(officer, take(officer, hazard, "register"), key)
    refused = sign(officer, page, key)
    assert code_of(refused) == "moved_on"
    again = next(each for each in forms_of(refused) if each.values.get("more") == ["again"])
    form = officer.client.post(again.action, data=again.values)
    assert main_form(form).values["reason"] == [GRADE["reason"]]


def test_the_same_signature_twice_is_one_step(officer: Browser, hazard: str, key: Held) -> None:
    page = take(officer, hazard, "register")
    envelope = written(key.signed(prepared_on(officer, page)))
    first, second = (hand_in(officer, page, envelope=envelope) for _ in range(2))
    assert first.url.path == second.url.path
    assert len(happenings(officer.services, UUID(hazard))) == 2


def test_a_statement_that_was_shown_too_long_ago_is_signed_no_more(
    settled_trial: System, officer: Browser, hazard: str, key: Held
) -> None:
    page = take(officer, hazard, "register")
    prepared = prepared_on(officer, page)
    late = settled_trial.clock() + LASTS + timedelta(seconds=1)
    signing = replace(officer.services.signing, system=settled_trial.at(lambda: late))
    account = officer.services.accounts.named(OFFICER)
    assert account is not None
    with pytest.raises(Exception, match="too old"):
        signing.sign(prepared, key.signed(prepared), account)
    assert len(happenings(officer.services, UUID(hazard))) == 1


def test_nobody_signs_or_sees_what_another_prepared(enter: Entering, officer: Browser, hazard: str, key: Held) -> None:
    page = take(officer, hazard, "register")
    other = enter("no3", Post.HEAD)
    assert other.open(page.url.path).status_code in (404, 409, 412)


def test_what_is_not_an_envelope_is_refused_in_words(officer: Browser, hazard: str, key: Held) -> None:
    page = take(officer, hazard, "register")
    for rubbish in ("{}", "[]", "null", "not json", '{"payload": 1, "payloadType": 2, "signatures": []}', "[" * 40_000):
        refused = hand_in(officer, page, envelope=rubbish)
        assert code_of(refused) == "envelope_malformed", rubbish[:40]


def test_an_envelope_with_another_payload_type_is_refused(officer: Browser, hazard: str, key: Held) -> None:
    page = take(officer, hazard, "register")
    signed = key.signed(prepared_on(officer, page))
    other = Envelope(payload_type="text/plain", payload=signed.payload, signature=signed.signature)
    assert code_of(hand_in(officer, page, envelope=written(other))) == "signature_of_something_else"


def test_a_step_that_needs_no_signature_may_be_recorded_as_not_signed(officer: Browser, key: Held) -> None:
    page = officer.press(
        officer.open("/report"), place__text="操场", category="building.railings", description="单杠松动。"
    )
    done = hand_in(officer, page, unsigned="yes")
    hazard = done.url.path.split("/")[2]
    assert newest(officer, hazard).recorded.signatures == ()


def test_a_step_that_needs_a_signature_is_never_recorded_without_one(officer: Browser, hazard: str, key: Held) -> None:
    page = hand_in(officer, take(officer, hazard, "register"), unsigned="yes")
    assert code_of(page) == "signature_needed"
    assert len(happenings(officer.services, UUID(hazard))) == 1


def begun(browser: Browser) -> Response:
    """The start page."""
    followed(browser.system)
    page = browser.open("/")
    assert page.status_code == 200
    return page


def test_steps_that_were_put_aside_are_signed_on_one_page_each_with_a_signature_of_its_own(
    enter: Entering, officer: Browser, hazard: str, key: Held
) -> None:
    other = report(enter("no3", Post.GUARD), description="门锁坏了")
    for each in (hazard, other):
        assert take(officer, each, "register").url.path.startswith("/sign/")
    start = begun(officer)
    both = re.search(r'href="(/sign/[0-9a-f-]{36},[0-9a-f-]{36})"', start.text)
    assert both, text_of(start)
    page = officer.open(both[1])
    assert page.text.count('class="card-plain statement"') == 2
    account = officer.services.accounts.named(OFFICER)
    assert account is not None
    steps = [officer.services.signing.find(UUID(each), account) for each in both[1].removeprefix("/sign/").split(",")]
    sent = {f"envelope.{each.id}": written(key.signed(each)) for each in steps}
    csrf = forms_of(page)[-1].values["csrf"][0]
    assert officer.client.post(both[1], data={"csrf": csrf, **sent}).status_code == 200
    signatures = {newest(officer, each).recorded.signatures for each in (hazard, other)}
    assert len(signatures) == 2
    assert all(isinstance(newest(officer, each).recorded.event, HazardRegistered) for each in (hazard, other))
    assert "/sign/" not in begun(officer).text


def test_of_a_step_that_was_filled_in_again_the_newest_alone_waits(
    officer: Browser, signing: System, hazard: str, key: Held
) -> None:
    take(officer, hazard, "register")
    minute_later = signing.clock() + timedelta(minutes=1)
    officer = Browser(signing.at(lambda: minute_later)).enter(OFFICER)
    again = take(officer, hazard, "register")
    assert re.findall(r'href="(/sign/[^"]*)"', begun(officer).text) == [again.url.path]


def test_what_is_not_wanted_any_more_is_let_go_and_nothing_is_recorded(
    enter: Entering, officer: Browser, signing: System, hazard: str, key: Held
) -> None:
    stranger = enter("no3", Post.HEAD)
    take(officer, hazard, "register")
    minute_later = signing.clock() + timedelta(minutes=1)
    officer = Browser(signing.at(lambda: minute_later)).enter(OFFICER)
    page = take(officer, hazard, "register")
    csrf, address = forms_of(page)[-1].values["csrf"][0], f"{page.url.path}/discard"
    theirs = forms_of(stranger.open("/me"))[-1].values["csrf"][0]
    assert stranger.client.post(address, data={"csrf": theirs}).status_code == 412
    assert officer.client.post(address, data={"csrf": csrf}).url.path == "/"
    assert "/sign/" not in begun(officer).text
    assert len(happenings(officer.services, UUID(hazard))) == 1
    assert code_of(hand_in(officer, page, envelope=written(key.signed(prepared_on(officer, page))))) == "prepared_gone"


def test_what_one_filled_in_waits_for_nobody_else(enter: Entering, officer: Browser, hazard: str, key: Held) -> None:
    take(officer, hazard, "register")
    assert "/sign/" not in begun(enter("no3", Post.HEAD)).text
