"""The way in: throttle, then password, then a fresh session; and wherever the password is asked again."""

from datetime import datetime

from api.access.accounts import Account, Accounts
from api.access.sessions import Opened, Session, Sessions
from api.access.throttle import Throttle


class SignIn:
    """Every place where a password is guessed at goes through here, so that every guess is counted."""

    def __init__(self, accounts: Accounts, throttle: Throttle, sessions: Sessions) -> None:
        self._accounts = accounts
        self._throttle = throttle
        self._sessions = sessions

    def sign_in(
        self,
        sign_in: str,
        password: str,
        *,
        address: str,
        now: datetime,
        device: str = "",
        replacing: Session | None = None,
    ) -> Opened:
        """A new session; refuses with `TooManyAttempts`, `SignInFailed` or `AccountDisabled`.

        `replacing` is the session that the browser still had, if any; it ends.
        """
        account = self.verified(sign_in, password, address=address, now=now)
        digest = self._throttle.digest(address)
        return self._sessions.open(account, now=now, device=device, address=digest, replacing=replacing)

    def verified(self, sign_in: str, password: str, *, address: str, now: datetime) -> Account:
        """As `sign_in`, without a session: for the command line."""
        self._throttle.admit(sign_in, address, now)
        account = self._accounts.verify(sign_in, password, now=now, address=self._throttle.digest(address))
        self._throttle.clear(sign_in, address, now)
        return account

    def confirm(self, session: Session, password: str, *, address: str, now: datetime) -> Session:
        """Ask the person in front of the session for the password again; refuses with `PasswordWrong`."""
        self._confirmed(session, password, address, now)
        return self._sessions.confirm(session, now, self._throttle.digest(address))

    def change_password(self, session: Session, present: str, new: str, *, address: str, now: datetime) -> None:
        """Change one's own password; all other sessions of the account end."""
        account = self._confirmed(session, present, address, now)
        self._accounts.change_password(account, new, now=now, keep=session.digest)

    def _confirmed(self, session: Session, password: str, address: str, now: datetime) -> Account:
        name, digest = session.account.sign_in, self._throttle.digest(address)
        self._throttle.admit(name, address, now)
        account = self._accounts.confirm(session.account.id, password, now=now, address=digest)
        self._throttle.clear(name, address, now)
        return account
