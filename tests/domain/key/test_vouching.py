"""Whose key it is, somebody else says: the console for the first registrar, another registrar from then on."""

import base64
from dataclasses import replace
from uuid import UUID

import pytest

from domain.appointment.posts import Post
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, Commitment, KeyId, StreamId
from domain.key.commands import ConfirmKey
from domain.key.events import KeyConfirmed, KeyEnrolled, KeyRevoked
from domain.key.refusals import ConfirmedByItsHolder, RegistrarsSignThemselves
from domain.key.state import Key, fingerprint
from domain.key.terms import Algorithm, Scheme
from tests.support.district import acting, district
from tests.support.rules import Given, given

CITY, DISTRICT = acting("qinghe", Post.REGISTRAR), acting("dongcheng", Post.REGISTRAR)
OFFICER = acting("no3", Post.SAFETY_OFFICER)
CONSOLE = Actor(kind=ActorKind.CONSOLE)
NEW = KeyId(UUID(int=99))
Told = tuple[StreamId, Event]


def enrolled(by: Actor, number: int, scheme: Scheme = Scheme.RAW) -> KeyEnrolled:
    assert by.person is not None
    assert by.unit is not None
    return KeyEnrolled(
        person=by.person,
        unit=by.unit,
        scheme=scheme,
        algorithm=Algorithm.ED25519,
        public_key=base64.b64encode(bytes([number]) * 32).decode(),
        label=Commitment("ab" * 32),
    )


def able(by: Actor, number: int, scheme: Scheme = Scheme.RAW) -> tuple[Told, ...]:
    held, stream = enrolled(by, number, scheme), StreamId(UUID(int=number))
    return (stream, held), (stream, KeyConfirmed(fingerprint=fingerprint(held.public_key)))


def waiting(by: Actor, *told: Told) -> tuple[Given, ConfirmKey]:
    brought = enrolled(by, 9)
    asked = ConfirmKey(key=NEW, fingerprint=fingerprint(brought.public_key))
    return given(brought).among(district()).with_keys(*told, (StreamId(NEW), brought)), asked


def test_a_registrar_does_not_confirm_a_key_of_his_own_where_another_registrar_could() -> None:
    story, asked = waiting(DISTRICT, *able(CITY, 1), *able(DISTRICT, 2))
    story.as_(DISTRICT).when(asked).refused(ConfirmedByItsHolder)
    story.as_(CITY).when(asked).then(KeyConfirmed(fingerprint=asked.fingerprint))


@pytest.mark.parametrize(
    "others",
    [
        pytest.param((), id="who has no key"),
        pytest.param(able(CITY, 1, Scheme.SERVER_ATTESTED), id="whose only key is a password"),
        pytest.param(
            (*able(CITY, 1), (StreamId(UUID(int=1)), KeyRevoked(reason="手机遗失"))), id="whose key is revoked"
        ),
    ],
)
def test_a_registrar_without_another_who_can_sign_confirms_a_further_key_of_his_own(others: tuple[Told, ...]) -> None:
    story, asked = waiting(DISTRICT, *able(DISTRICT, 2), *others)
    story.as_(DISTRICT).when(asked).then(KeyConfirmed(fingerprint=asked.fingerprint))


def test_a_registrar_further_down_is_not_another_one_for_the_registrar_above() -> None:
    story, asked = waiting(CITY, *able(CITY, 1), *able(DISTRICT, 2))
    story.as_(CITY).when(asked).then(KeyConfirmed(fingerprint=asked.fingerprint))


def test_the_console_confirms_a_registrars_key_only_while_no_registrar_there_or_above_can() -> None:
    alone, asked = waiting(CITY)
    alone.by(CONSOLE).when(asked).then(KeyConfirmed(fingerprint=asked.fingerprint))
    below, asked = waiting(DISTRICT, *able(CITY, 1))
    below.by(CONSOLE).when(asked).refused(RegistrarsSignThemselves)
    own, asked = waiting(CITY, *able(CITY, 1))
    own.by(CONSOLE).when(asked).refused(RegistrarsSignThemselves)


def test_a_registrar_above_who_lost_every_key_is_not_shut_out_by_one_below_who_can_sign() -> None:
    above, asked = waiting(CITY, *able(DISTRICT, 2))
    above.by(CONSOLE).when(asked).then(KeyConfirmed(fingerprint=asked.fingerprint))


def test_the_console_confirms_nobody_else() -> None:
    story, asked = waiting(OFFICER)
    story.by(CONSOLE).when(asked).refused(RegistrarsSignThemselves)


@pytest.mark.parametrize("public_key", ["MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "no base64"])
def test_a_confirmation_is_of_the_very_key_that_was_compared(public_key: str) -> None:
    brought = enrolled(OFFICER, 9)
    confirmed = KeyConfirmed(fingerprint=fingerprint(brought.public_key))
    for enrolment, is_confirmed in ((brought, True), (replace(brought, public_key=public_key), False)):
        key = Key()
        key.evolve(enrolment)
        key.evolve(confirmed)
        assert (key.is_confirmed, key.can_sign) == (is_confirmed, is_confirmed)
