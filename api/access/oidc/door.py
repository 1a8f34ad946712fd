"""The way in by the provider: begun here, proved there, and what comes of it when the person is back."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from api.access import acts
from api.access.accounts import Account, AccountId, Accounts
from api.access.acts import Act
from api.access.oidc.identities import Identities
from api.access.oidc.provider import Provider
from api.access.oidc.refusals import IdentityNotConnected, SignInNotUnderWay
from api.access.oidc.under_way import Begun, Purpose, SignInsUnderWay, UnderWay
from api.access.refusals import AccountDisabled
from api.access.sessions import Opened, Session, Sessions, Way
from api.access.throttle import Throttle
from api.store.pool import Pool
from domain.kernel.refusals import Refusal


class Sent(NamedTuple):
    """Where a browser is sent, and what it keeps meanwhile."""

    address: str
    browser: str


class Visitor(NamedTuple):
    """Who came back: the browser's secret, its session if any, and where it is."""

    browser: str
    session: Session | None
    address: str
    device: str


class ProviderDoor:
    """Sends people to the provider and takes them in when they come back."""

    def __init__(
        self,
        pool: Pool,
        provider: Provider,
        identities: Identities,
        under_way: SignInsUnderWay,
        accounts: Accounts,
        sessions: Sessions,
        throttle: Throttle,
    ) -> None:
        self._pool = pool
        self.provider = provider
        self.identities = identities
        self.under_way = under_way
        self._accounts = accounts
        self._sessions = sessions
        self._throttle = throttle

    def begin(self, begun: UnderWay, now: datetime) -> Sent:
        """Send somebody there; refuses `ProviderUnreachable` and `ProviderUnusable` before anything is remembered."""
        self.provider.metadata(now)
        told: Begun = self.under_way.begin(begun, now)
        return Sent(self.provider.address(told.state, now), told.browser)

    def take(self, answer: Mapping[str, str], browser: str, now: datetime) -> UnderWay:
        """What was begun in this browser with the state that came back; refuses `SignInNotUnderWay`. Only once."""
        found = self.under_way.finish(answer.get("state", ""), browser, now)
        if found is None:
            raise SignInNotUnderWay
        return found

    def finish(self, begun: UnderWay, answer: Mapping[str, str], visitor: Visitor, now: datetime) -> Opened | None:
        """Do what it was begun for. A new session where one was opened; failures are recorded."""
        try:
            subject = self.provider.arrived(answer, answer.get("state", ""), now)
            if begun.purpose != Purpose.CONNECT:
                return self._open(begun, subject, visitor, now)
            self.identities.connect_own(self._own(begun, visitor), subject, now)
        except Refusal as refusal:
            self._note_failure(refusal, begun.account, visitor, now)
            raise
        return None

    def _open(self, begun: UnderWay, subject: str, visitor: Visitor, now: datetime) -> Opened:
        if begun.invitation is not None:
            self.identities.connect_invited(begun.invitation, subject, now)
        identity = self.identities.at(subject)
        if identity is None:
            raise IdentityNotConnected(provider=self.provider.client.label, subject=subject)
        account = self._enabled(identity.account)
        self.identities.use(identity, now)
        return self._sessions.open(
            account,
            now=now,
            device=visitor.device,
            address=self._throttle.digest(visitor.address),
            replacing=visitor.session,
            way=Way.PROVIDER,
        )

    def _own(self, begun: UnderWay, visitor: Visitor) -> AccountId:
        """The account of the session that began it, if it is still the one that came back."""
        session = visitor.session
        if session is None or session.digest != begun.session or session.account.id != begun.account:
            raise SignInNotUnderWay
        return session.account.id

    def _enabled(self, account: AccountId) -> Account:
        found = self._accounts.get(account)
        if found.disabled_at:
            raise AccountDisabled
        return found

    def _note_failure(self, refusal: Refusal, about: AccountId | None, visitor: Visitor, now: datetime) -> None:
        """By the refusal's code: what the provider said is in no record."""
        why, address = f"provider {refusal.code()}", self._throttle.digest(visitor.address)
        with self._pool.connection() as connection:
            acts.note(connection, Act.SIGN_IN_FAILED, at=now, who=None, about=about, detail=why, address=address)
