"""Keys in words: whose, of what kind, how far they have come, and the code that two people compare."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from api.access.accounts import Account
from api.caller import Caller, names_of
from api.services import Services
from api.trial.authenticator import is_made_up
from api.words import say, term
from domain.appointment.posts import Post
from domain.kernel.identity import Commitment, PersonId, UnitId
from domain.key.events import KeyEnrolled
from domain.key.state import Key, fingerprint
from domain.key.terms import Scheme

CODE = 8
"""So many digits of a fingerprint are compared by word of mouth (house rule: one in four thousand million)."""


@dataclass(frozen=True, kw_only=True)
class KeyShown:
    """A key as a page or a line of the console shows it."""

    id: UUID
    label: str
    holder: str
    person: UUID
    unit: str
    scheme: Scheme
    scheme_words: str
    level_words: str
    fingerprint: str
    """In groups of four."""
    code: str
    """What its holder tells the registrar: the first digits."""
    state: str
    """waiting, confirmed, refused or revoked."""
    state_words: str
    reason: str | None
    is_compared: bool
    """Whether there is a fingerprint of its own to compare; a password has none."""
    is_replaced: bool
    """Whether it stands for a password of the caller's that somebody else has set anew: it signs no more."""
    is_made_up: bool
    """Whether no device holds it, as those of a trial's people."""


def shown(services: Services, caller: Caller, keys: Iterable[Key]) -> tuple[KeyShown, ...]:
    """Keys in words, in the order given."""
    held = [(key, key.enrolment) for key in keys if key.enrolment]
    people = names_of(services.system.pool, caller.directory, {each.person for _, each in held})
    labels = labels_of(services, (key.label for key, _ in held if key.label))
    return tuple(_shown(caller, key, each, people, labels) for key, each in held)


def labels_of(services: Services, commitments: Iterable[Commitment]) -> dict[str, str]:
    """What holders call their keys, as far as it is still readable."""
    statement = "SELECT commitment, value FROM log.disclosures WHERE commitment = ANY(%s)"
    with services.system.pool.connection() as connection:
        return dict(connection.execute(statement, (list(commitments),)).fetchall())


def _shown(
    caller: Caller, key: Key, each: KeyEnrolled, people: Mapping[PersonId, str], labels: dict[str, str]
) -> KeyShown:
    unit, digits, state = caller.directory.unit(each.unit), fingerprint(each.public_key), state_of(key)
    closing = key.revoked or key.refused
    return KeyShown(
        id=key.id,
        label=labels.get(key.label or "", ""),
        holder=people.get(each.person) or f"〔{say('name erased')}〕",
        person=each.person,
        unit=unit.name if unit else "",
        scheme=each.scheme,
        scheme_words=term("scheme", each.scheme.value),
        level_words=term("level", key.level.value),
        fingerprint=" ".join(_groups(digits)),
        code=code_of(each.public_key),
        state=state,
        state_words=term("key_state", state),
        reason=closing.reason if closing else None,
        is_compared=each.scheme is not Scheme.SERVER_ATTESTED,
        is_replaced=_is_replaced(each, caller.account),
        is_made_up=is_made_up(each),
    )


def _is_replaced(each: KeyEnrolled, account: Account) -> bool:
    return each.account == account.id and each.password_round != account.passwords_given


def state_of(key: Key) -> str:
    """How far a key has come."""
    if key.revoked:
        return "revoked"
    if key.refused:
        return "refused"
    return "confirmed" if key.is_confirmed else "waiting"


def code_of(public_key: str) -> str:
    """The first digits of the fingerprint, as people say them: `3F2A-C79A`."""
    digits = fingerprint(public_key)[:CODE].upper()
    return f"{digits[:4]}-{digits[4:]}"


def whole_fingerprint(key: Key, typed: str) -> str:
    """The key's whole fingerprint where enough of its first digits were typed; else what was typed."""
    said = "".join(each for each in typed.lower() if each in "0123456789abcdef")
    whole = fingerprint(key.enrolment.public_key) if key.enrolment else ""
    return whole if len(said) >= CODE and whole.startswith(said) else typed


def registrars_for(services: Services, caller: Caller, unit: UnitId) -> tuple[str, ...]:
    """Who else can confirm a key of a unit: the registrars of its body and of those above, the nearest first."""
    directory, today = caller.directory, caller.today
    body = directory.body(unit, today)
    places = (body, *(each.id for each in directory.ancestors(body, today)))
    found_there = (each for place in places for each in directory.holders(place, Post.REGISTRAR, today))
    held = [each for each in found_there if each.person != caller.account.person]
    names = names_of(services.system.pool, directory, {each.person for each in held})
    return tuple(
        f"{names.get(each.person, '—')}（{found.name}）" for each in held if (found := directory.unit(each.unit))
    )


def _groups(digits: str) -> Iterator[str]:
    yield from (digits[start : start + 4] for start in range(0, len(digits), 4))
