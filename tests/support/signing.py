"""Keys in the hands of the made-up district's people, and signatures by them: what tests of signing stand on."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.access.accounts import AccountId
from api.services import services_of
from api.signing import raw
from api.signing.attested import PURPOSE, AttestationKey
from api.signing.prepared import Prepared
from api.system import System
from domain.application import Append, Asked, Receipt
from domain.appointment.posts import Post
from domain.kernel.commands import Command, On
from domain.kernel.identity import Actor, ActorKind, CommandId, KeyId, StreamId
from domain.key.events import KeyConfirmed, KeyEnrolled
from domain.key.state import fingerprint
from domain.key.terms import Algorithm, Scheme
from domain.policy.commands import BeginSigning
from domain.seal.dsse import Envelope
from domain.seal.statement import PAYLOAD_TYPE
from tests.support.district import acting, person_id, unit_id
from tests.support.settled import account

CONSOLE = Actor(kind=ActorKind.CONSOLE)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A key with its private part."""

    id: KeyId
    private: Ed25519PrivateKey

    def signed(self, prepared: Prepared) -> Envelope:
        """The envelope over a step that was prepared."""
        return self.over(prepared.payload)

    def over(self, payload: bytes) -> Envelope:
        """The envelope over a statement."""
        return raw.sign(PAYLOAD_TYPE, payload, self.private, str(self.id))


def begin_signing(system: System) -> System:
    """Let steps need signatures from now on; returns the system."""
    system.application.handle(BeginSigning(), system.asked(CONSOLE))
    return system


def file_key(system: System, code: str, post: Post, *, seed: bytes | None = None, is_confirmed: bool = True) -> Held:
    """A key file for whoever holds a post, enrolled and confirmed as the record would have it."""
    private = raw.new_private_key(seed or system.random(32))
    key = record_key(
        system,
        code,
        post,
        scheme=Scheme.RAW,
        algorithm=Algorithm.ED25519,
        public_key=raw.public_key_of(private),
        is_confirmed=is_confirmed,
    )
    return Held(id=key, private=private)


def password_key(system: System, code: str, post: Post, account: AccountId, *, given: int = 0) -> KeyId:
    """The password of an account, enrolled and confirmed for signing."""
    public_key = AttestationKey(system.application.keyed(PURPOSE)).public_key
    return record_key(
        system,
        code,
        post,
        scheme=Scheme.SERVER_ATTESTED,
        algorithm=Algorithm.ED25519,
        public_key=public_key,
        account=account,
        password_round=given,
    )


def record_key(
    system: System,
    code: str,
    post: Post,
    *,
    scheme: Scheme,
    algorithm: Algorithm,
    public_key: str,
    credential: str | None = None,
    relying_party: str | None = None,
    authenticator: str | None = None,
    account: UUID | None = None,
    password_round: int | None = None,
    is_confirmed: bool = True,
) -> KeyId:
    """The events of an enrolment and its confirmation, written as the console; returns the key's identifier."""
    key, label = KeyId(uuid4()), system.disclose(f"{code} {post}")
    enrolled = KeyEnrolled(
        person=person_id(code, post),
        unit=unit_id(code),
        scheme=scheme,
        algorithm=algorithm,
        public_key=public_key,
        label=label.commitment,
        credential=credential,
        relying_party=relying_party,
        authenticator=authenticator,
        account=account,
        password_round=password_round,
    )
    outcomes = [On(StreamId(key), enrolled)]
    if is_confirmed:
        outcomes.append(On(StreamId(key), KeyConfirmed(fingerprint=fingerprint(public_key))))
    asked = Asked(command_id=CommandId(uuid4()), actor=CONSOLE, now=system.clock())
    _, stored = system.application.write(None, asked, outcomes, {})
    told = system.clock() if system.application.is_trial else None
    system.recorder.insert_events(stored, append=Append(disclosures=(label,), told_at=told))
    return key


def act_signed(system: System, code: str, post: Post, command: Command[Any], held: Held) -> Receipt:
    """Have whoever holds a post give a command with a signature by a key file; the account is made if need be."""
    services, person = services_of(system), person_id(code, post)
    if services.accounts.of_person(person) is None:
        account(system, code, post)
    mine = services.accounts.of_person(person)
    assert mine is not None
    system.application.catch_up()
    prepared = services.signing.prepare(
        command,
        system.asked(acting(code, post)),
        account=mine,
        session=None,
        seen=None,
        text_of=lambda _asked, _foreseen: "声明",
        locale="zh-CN",
    )
    return services.signing.sign(prepared, held.signed(prepared), mine)
