"""The same stories with a signature under every act of a person: by a passkey in software, or by a key file."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from api.access.accounts import Account
from api.caller import Caller, caller_from
from api.commanding import build
from api.reading.preparing import prepare
from api.services import Services, services_of
from api.signing.prepared import Prepared
from api.signing.public_keys import written
from api.system import System
from api.trial.authenticator import Passkey
from api.words import speaking
from domain.application import Receipt
from domain.appointment.posts import Post
from domain.kernel.circumstances import Basis, Happened
from domain.kernel.identity import Actor, ActorKind, KeyId
from domain.key.terms import Scheme
from domain.seal.dsse import Envelope
from domain.seal.statement import PAYLOAD_TYPE
from tests.support.district import POSTS, person_id, unit_id
from tests.support.settled import account
from tests.support.signing import Held, file_key, record_key
from tests.support.stories import Stories, Who, _attest


@dataclass(frozen=True)
class HeldPasskey:
    """A passkey of somebody, enrolled and confirmed."""

    id: KeyId
    passkey: Passkey
    origin: str

    def signed(self, prepared: Prepared) -> Envelope:
        """The envelope over a step that was prepared."""
        return self.passkey.envelope(PAYLOAD_TYPE, prepared.payload, self.origin, str(self.id))


@dataclass
class SignedStories(Stories):
    """Every act of a person is prepared as a page would, and signed `read_for` later; `by_file` have no passkey."""

    by_file: frozenset[Who] = frozenset()
    pace: timedelta = timedelta(minutes=1)
    read_for: timedelta = timedelta(seconds=40)
    keys: dict[Who, HeldPasskey | Held] = field(default_factory=dict)

    def acts(
        self, actor: Actor, command: str, *, happened: date | None = None, basis: Basis | None = None, **values: Any
    ) -> Receipt:
        """An actor gives a command; people sign it."""
        if actor.kind is not ActorKind.PERSON:
            return super().acts(actor, command, happened=happened, basis=basis, **values)
        self.now += self.pace
        system = self.system.at(lambda: self.now)
        services, who = services_of(system), _who(actor)
        caller, key = self._caller(services, who), self._key(system, services, who)
        built = build(command, values, disclose=system.disclose, attest=_attest)
        said = Happened(on=happened) if happened else None
        asked = system.asked(actor)
        with speaking("zh-CN", system.settings.zone):
            prepared = prepare(
                services, caller, built, replace(asked, happened=said, basis=basis or asked.basis), locale="zh-CN"
            )
        self.now += self.read_for
        receipt = services.signing.sign(prepared, key.signed(prepared), caller.account)
        self.positions.append(receipt.position)
        return receipt

    def account_of(self, services: Services, who: Who) -> Account:
        """The account of whoever holds a post; it is made if need be."""
        if services.accounts.of_person(person_id(*who)) is None:
            account(self.system, *who)
        mine = services.accounts.of_person(person_id(*who))
        assert mine is not None
        return mine

    def _caller(self, services: Services, who: Who) -> Caller:
        mine = self.account_of(services, who)
        directory = services.system.application.catch_up().directory
        return caller_from(mine, directory, self.now.astimezone(services.system.settings.zone).date())

    def _key(self, system: System, services: Services, who: Who) -> HeldPasskey | Held:
        if who not in self.keys:
            self.keys[who] = file_key(system, *who) if who in self.by_file else _passkey(system, services, who)
            system.application.catch_up()
        return self.keys[who]


def _passkey(system: System, services: Services, who: Who) -> HeldPasskey:
    site = services.signing.site
    made = Passkey(site.relying_party, "/".join(who).encode())
    key = record_key(
        system,
        *who,
        scheme=Scheme.WEBAUTHN,
        algorithm=made.algorithm,
        public_key=written(made.public_key),
        credential=made.credential.hex(),
        relying_party=site.relying_party,
    )
    return HeldPasskey(key, made, next(iter(site.origins)))


def _who(actor: Actor) -> Who:
    """Unit and post of the district's people, who hold one post each."""
    return next(
        (code, Post(post))
        for code, posts in POSTS.items()
        for post in posts
        if (unit_id(code), post) == (actor.unit, actor.post)
    )
