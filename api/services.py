"""What doors share besides the application: accounts, sessions, attachments, names. Made once from a system."""

from dataclasses import dataclass

from api.access.accounts import Accounts
from api.access.oidc.client import client_of
from api.access.oidc.door import ProviderDoor
from api.access.oidc.identities import Identities
from api.access.oidc.provider import Provider
from api.access.oidc.under_way import SignInsUnderWay
from api.access.passkeys import PasskeySignIn
from api.access.sessions import Sessions
from api.access.sign_in import SignIn
from api.access.throttle import Throttle
from api.access.tokens import Tokens
from api.attachments.vault import Vault
from api.exports.fonts import Fonts
from api.exports.press import Press
from api.held.forms import HeldForms
from api.seal.heads_kept import KeptHeads
from api.signing.attested import PURPOSE, AttestationKey
from api.signing.ceremony import Signing
from api.signing.enrolling import Enrolling
from api.signing.prepared import PreparedSteps
from api.signing.site import site_of
from api.system import System


@dataclass(frozen=True, kw_only=True)
class Services:
    """One of each, all on the system's pool."""

    system: System
    accounts: Accounts
    sessions: Sessions
    throttle: Throttle
    sign_in: SignIn
    passkeys: PasskeySignIn
    provider: ProviderDoor | None
    """None where the installation has no provider of sign-ins."""
    tokens: Tokens
    vault: Vault
    held: HeldForms
    press: Press
    heads: KeptHeads
    """Of all streams, for proofs that nothing is missing at the end of one."""
    signing: Signing
    enrolling: Enrolling


def services_of(system: System) -> Services:
    """The services of a system."""
    accounts, sessions = Accounts(system.pool, system.random), Sessions(system.pool, system.random)
    throttle = Throttle(system.pool, system.application.keyed(b"throttle"))
    sign_in, site = SignIn(accounts, throttle, sessions), site_of(system.settings.public_origin)
    attestation = AttestationKey(system.application.keyed(PURPOSE))
    return Services(
        system=system,
        accounts=accounts,
        sessions=sessions,
        throttle=throttle,
        sign_in=sign_in,
        passkeys=PasskeySignIn(system, accounts, sessions, throttle, site),
        provider=_provider(system, accounts, sessions, throttle),
        tokens=Tokens(system.pool, system.random),
        vault=Vault(system.pool, most_bytes=system.settings.upload_bytes),
        held=HeldForms(system.pool, system.application.keyed(b"held forms"), system.random),
        press=Press(Fonts(system.settings.fonts)),
        heads=KeptHeads(),
        signing=Signing(
            system=system,
            steps=PreparedSteps(system.pool, system.random, system.application.keyed(b"prepared steps")),
            sign_in=sign_in,
            attestation=attestation,
            site=site,
        ),
        enrolling=Enrolling(system=system, attestation=attestation, site=site),
    )


def _provider(system: System, accounts: Accounts, sessions: Sessions, throttle: Throttle) -> ProviderDoor | None:
    client = client_of(system.settings)
    if client is None:
        return None
    provider = Provider(client, system.application.keyed(b"provider of sign-ins"))
    identities = Identities(system.pool, system.random, client)
    under_way = SignInsUnderWay(system.pool, system.random)
    return ProviderDoor(system.pool, provider, identities, under_way, accounts, sessions, throttle)
