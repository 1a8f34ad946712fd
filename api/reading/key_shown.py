"""One key for whoever sees signatures by it: whose, since when, who made sure of it, and whether it was revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.caller import Caller
from api.reading.key_records import placed
from api.reading.keys import code_of, state_of
from api.reading.life import LifeEvent, ids_of, life_of
from api.reading.names import Names, names_for
from api.reading.signatures import Signs, signatures_of
from api.reading.stored import streams
from api.seeing import Happening
from api.services import Services
from api.signing.recorded import KeyRecord, record_of
from api.words import term
from domain.kernel.refusals import NotKnown
from domain.key.state import Key, fingerprint


@dataclass(frozen=True, kw_only=True)
class KeySeen:
    """What the log says of a key; nothing of what its holder calls it."""

    record: KeyRecord
    happenings: Sequence[Happening]
    state: str
    """waiting, confirmed, refused or revoked."""

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 of the public key."""
        return fingerprint(self.record.enrolment.public_key)


@dataclass(frozen=True, kw_only=True)
class KeyPage:
    """A key in words, with everything that happened to it and the signatures under that."""

    seen: KeySeen
    holder: str
    holder_href: str | None
    unit: str
    scheme_words: str
    level_words: str
    algorithm_words: str
    state_words: str
    groups: str
    """The fingerprint in groups of four."""
    code: str
    life: tuple[LifeEvent, ...]


def key_seen(services: Services, caller: Caller, key: UUID) -> KeySeen:
    """A key by its identifier; refuses with `NotKnown` who holds no post, and what is no key.

    Whoever may see an act may check its signature: a public key is no secret, and its identifier stands in the act.
    """
    found = streams(services, [key])[key] if caller.appointment else []
    record = record_of(key, placed(found))
    if record is None:
        raise NotKnown
    folded = Key()
    for each in found:
        folded.evolve(each.event)
    return KeySeen(record=record, happenings=found, state=state_of(folded))


def key_page(services: Services, caller: Caller, key: UUID) -> KeyPage:
    """The same in words."""
    seen = key_seen(services, caller, key)
    names = names_for(services, caller.directory, ids_of(seen.happenings), caller=caller)
    return _page(services, seen, names)


def _page(services: Services, seen: KeySeen, names: Names) -> KeyPage:
    told, digits = seen.record.enrolment, seen.fingerprint
    signs = Signs(signatures=signatures_of(services, seen.happenings))
    return KeyPage(
        seen=seen,
        holder=names.person(told.person),
        holder_href=names.person_href(told.person),
        unit=names.unit(told.unit),
        scheme_words=term("scheme", told.scheme.value),
        level_words=term("level", seen.record.level.value),
        algorithm_words=term("algorithm", told.algorithm.value),
        state_words=term("key_state", seen.state),
        groups=" ".join(digits[start : start + 4] for start in range(0, len(digits), 4)),
        code=code_of(told.public_key),
        life=life_of(seen.happenings, names, services.system.settings.zone, signs),
    )
