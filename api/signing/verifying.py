"""Whether an envelope was signed by an enrolled key: each scheme its own checks, key and algorithm of the enrolment."""

from dataclasses import dataclass

from api.signing import raw, sm2, webauthn
from api.signing.site import RecordedSite, Site, site_of
from domain.key.events import KeyEnrolled
from domain.key.terms import Scheme
from domain.seal.dsse import Envelope

__all__ = ["RecordedSite", "Site", "Verified", "site_of", "verify", "verify_recorded"]


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What is known besides that the signature fits; None where the scheme does not tell."""

    counter: int | None = None
    """How often the passkey says it has signed; 0 where it does not count. Whether it rose the caller checks."""
    is_backed_up: bool | None = None


def verify(envelope: Envelope, enrolment: KeyEnrolled, site: Site | RecordedSite) -> Verified:
    """Hold an envelope against the key that was enrolled, as made for this site.

    Refuses `SignatureInvalid` with the check that failed, `SigningKeyUnusable`, and `SchemeNotBuiltIn`. Whether the
    key may sign at all, and whether the statement is about the step, the rules decide (`domain.signing`).
    """
    match enrolment.scheme:
        case Scheme.WEBAUTHN:
            said = webauthn.verify(envelope, enrolment, site)
            return Verified(counter=said.counter, is_backed_up=said.is_backed_up)
        case Scheme.RAW | Scheme.SERVER_ATTESTED:
            raw.verify(envelope, enrolment)
        case Scheme.X509_SM2:
            sm2.verify(envelope, enrolment)
    return Verified()


def verify_recorded(envelope: Envelope, enrolment: KeyEnrolled) -> Verified:
    """The same years later, by envelope and enrolment alone: any secure address of the host it was enrolled for."""
    return verify(envelope, enrolment, RecordedSite(enrolment.relying_party or ""))
