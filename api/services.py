"""What doors share besides the application: accounts, sessions, attachments, names. Made once from a system."""

from dataclasses import dataclass

from api.access.accounts import Accounts
from api.access.sessions import Sessions
from api.access.sign_in import SignIn
from api.access.throttle import Throttle
from api.access.tokens import Tokens
from api.attachments.vault import Vault
from api.exports.fonts import Fonts
from api.exports.press import Press
from api.held.forms import HeldForms
from api.system import System


@dataclass(frozen=True, kw_only=True)
class Services:
    """One of each, all on the system's pool."""

    system: System
    accounts: Accounts
    sessions: Sessions
    throttle: Throttle
    sign_in: SignIn
    tokens: Tokens
    vault: Vault
    held: HeldForms
    press: Press


def services_of(system: System) -> Services:
    """The services of a system."""
    accounts, sessions = Accounts(system.pool, system.random), Sessions(system.pool, system.random)
    throttle = Throttle(system.pool, system.application.keyed(b"throttle"))
    return Services(
        system=system,
        accounts=accounts,
        sessions=sessions,
        throttle=throttle,
        sign_in=SignIn(accounts, throttle, sessions),
        tokens=Tokens(system.pool, system.random),
        vault=Vault(system.pool, most_bytes=system.settings.upload_bytes),
        held=HeldForms(system.pool, system.application.keyed(b"held forms"), system.random),
        press=Press(Fonts(system.settings.fonts)),
    )
