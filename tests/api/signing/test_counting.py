"""Passkeys that count: one whose counter does not go up may be a copy, and signs nothing."""

from uuid import UUID

import pytest

from api.access.accounts import Account
from api.services import Services, services_of
from api.signing.client_data import coded
from api.signing.prepared import Prepared
from api.signing.public_keys import written
from api.system import System
from api.trial.authenticator import Passkey
from domain.appointment.posts import Post
from domain.hazard.commands import RegisterHazard, ReportHazard
from domain.kernel.identity import HazardId, KeyId
from domain.kernel.place import Place
from domain.key.refusals import SignatureInvalid
from domain.key.terms import Scheme
from domain.seal.dsse import Envelope
from domain.seal.statement import PAYLOAD_TYPE
from tests.support.district import acting, unit_id
from tests.support.settled import account
from tests.support.signing import begin_signing, record_key

WHO = ("no3", Post.SAFETY_OFFICER)


class Officer:
    """The safety officer with a passkey that counts as it is told."""

    def __init__(self, system: System) -> None:
        self.services: Services = services_of(begin_signing(system))
        self.passkey = Passkey(self.services.signing.site.relying_party, b"counts")
        self.key = self._enrolled(system)
        self.account = self._account(system)

    def _enrolled(self, system: System) -> KeyId:
        return record_key(
            system,
            *WHO,
            scheme=Scheme.WEBAUTHN,
            algorithm=self.passkey.algorithm,
            public_key=written(self.passkey.public_key),
            credential=coded(self.passkey.credential),
            relying_party=self.passkey.relying_party,
        )

    def _account(self, system: System) -> Account:
        found = self.services.accounts.named(account(system, *WHO))
        assert found is not None
        return found

    def step(self) -> Prepared:
        """A registration that waits for its signature."""
        system, hazard = self.services.system, HazardId(self.services.system.new_id())
        found = ReportHazard(
            hazard=hazard, unit=unit_id("no3"), place=Place(text="东门"), category="building", description="门轴脱落"
        )
        system.application.handle(found, system.asked(acting(*WHO)))
        return self.services.signing.prepare(
            RegisterHazard(hazard=hazard, unit_code="no3", year=2026),
            system.asked(acting(*WHO)),
            account=self.account,
            session=None,
            seen=None,
            text_of=lambda _asked, _foreseen: "声明",
            locale="zh-CN",
        )

    def envelope(self, step: Prepared, counter: int) -> Envelope:
        """Signed by a device that says it has signed so often."""
        self.passkey.counter = counter - 1
        (origin,) = self.services.signing.site.origins
        return self.passkey.envelope(PAYLOAD_TYPE, step.payload, origin, str(self.key))

    def signs(self, step: Prepared, counter: int) -> UUID:
        receipt = self.services.signing.sign(step, self.envelope(step, counter), self.account)
        return receipt.command


@pytest.fixture
def officer(settled_trial: System) -> Officer:
    return Officer(settled_trial)


def test_a_counter_that_does_not_go_up_signs_nothing(officer: Officer) -> None:
    officer.signs(officer.step(), 7)
    for counter in (7, 3):
        with pytest.raises(SignatureInvalid) as refused:
            officer.signs(officer.step(), counter)
        assert refused.value.places["why"] == "counter"
    officer.signs(officer.step(), 8)


def test_a_device_that_does_not_count_signs_again_and_again(officer: Officer) -> None:
    officer.signs(officer.step(), 0)
    officer.signs(officer.step(), 0)


def test_a_step_that_was_taken_counts_nothing_and_gives_its_first_receipt(officer: Officer) -> None:
    step = officer.step()
    first = officer.signs(step, 5)
    assert officer.signs(step, 4) == first
    officer.signs(officer.step(), 6)
