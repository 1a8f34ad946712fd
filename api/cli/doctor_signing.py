"""What the doctor looks at so that people can sign: the address, the log, the registrars."""

from datetime import date
from urllib.parse import urlsplit

from api.cli.finding import Finding
from api.settings import Settings
from api.signing.site import site_of
from api.store.mapper import CanonicalMapper
from api.store.pool import open_pool
from api.store.recorder import PostgresRecorder
from api.system import Database
from api.words import say
from domain.application import Reference
from domain.appointment.posts import Post
from domain.kernel.identity import PersonId
from domain.key.terms import Level

NOT_SECURE = (
    "{origin} is plain http: browsers neither sign nor verify there. Put a certificate in front, of an internal "
    "authority if need be (api/README.md, “A certificate of one's own”), and set BIHUAN_ORIGIN."
)
NO_NAME = "{origin} has no name: passkeys are bound to one. Give the server a name and set BIHUAN_ORIGIN."
ONE_ADDRESS = (
    "Everybody seems to come from one address, the proxy's: whoever guesses at passwords holds all others up. Set "
    "BIHUAN_TRUSTED_PROXIES to the proxy's address (api/README.md)."
)
NOT_BEGUN = "Steps of this log need no signatures; `bihuan signing begin` lets them need some from then on."
NO_REGISTRAR = (
    "No registrar can sign, so nobody's key can be confirmed. A registrar brings a key (`bihuan key enrol`); here, on "
    "the server, `bihuan key confirm ID --fingerprint CODE` confirms it."
)


def look_at_origin(settings: Settings) -> Finding:
    """Whether browsers let people sign at the address at which they reach the pages (Secure Contexts, W3C)."""
    site, origin = site_of(settings.public_origin), settings.public_origin
    if not site.is_secure:
        return Finding("origin", "warning", say(NOT_SECURE, origin=origin))
    if not site.has_passkeys:
        return Finding("origin", "warning", say(NO_NAME, origin=origin))
    return Finding("origin", "ok", say("People sign at {origin}", origin=origin))


def look_at_proxies(settings: Settings) -> Finding:
    """Whether the throttle of sign-ins can tell people apart: https is spoken by a proxy in front, never by us."""
    if urlsplit(settings.public_origin).scheme == "https" and not settings.trusted_proxies:
        return Finding("proxies", "warning", say(ONE_ADDRESS))
    return Finding("proxies", "ok", ", ".join(settings.trusted_proxies) or "–")


def look_at_signing(database: Database, today: date) -> Finding:
    """Whether steps need signatures, and whether a registrar can confirm the keys to make them with."""
    reference = _followed(database)
    if not reference.levels.has_begun:
        return Finding("signing", "warning", say(NOT_BEGUN))
    able = sum(_can_confirm(reference, person.id, today) for person in reference.directory.people())
    if not able:
        return Finding("signing", "warning", say(NO_REGISTRAR))
    waiting = len(reference.keys.waiting())
    return Finding("signing", "ok", say("{able} registrars can sign; {waiting} keys wait", able=able, waiting=waiting))


def _followed(database: Database) -> Reference:
    """Units, people, posts, keys and policies as the log has them."""
    reference, mapper = Reference(), CanonicalMapper()
    with open_pool(database.app, most=1, is_for_log=True) as pool:
        kept = PostgresRecorder(pool).load({}, (), 0)
    reference.follow((each.position, each.recorded_at, mapper.to_domain_event(each.stored)) for each in kept)
    return reference


def _can_confirm(reference: Reference, person: PersonId, today: date) -> bool:
    held = reference.directory.appointments_of(person, today)
    is_registrar = any(each.post is Post.REGISTRAR for each in held)
    return is_registrar and any(key.level.suffices_for(Level.SOFTWARE_KEY) for key in reference.keys.able(person))
