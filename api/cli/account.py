"""`bihuan account`: who may come in. The console manages accounts without one of its own, and signs nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click

from api.access.accounts import Account, AccountId
from api.access.acts import acts
from api.access.oidc.door import ProviderDoor
from api.access.oidc.identities import invited_at
from api.access.tokens import Reach, TokenId
from api.cli.acting import ADDRESS, Desk, acting, console, password, signing_in
from api.cli.fields import person_named
from api.cli.helping import Group
from api.cli.telling import table, tell
from api.cli.told import Told
from api.naming import identifier
from api.services import services_of
from api.setting_up import READABLE
from api.system import System, open_system
from api.times import said
from api.words import LANGUAGES, say
from domain.kernel.identity import PersonId
from domain.kernel.refusals import NotKnown

MOST_LISTED = 100_000


@click.group("account", cls=Group)
def group() -> None:
    """Accounts: make, disable, enable, passwords, API tokens. For whoever runs the server."""


@contextmanager
def _console(told: Told) -> Iterator[Desk]:
    with open_system(told.settings, connections=2) as system:
        services = services_of(system)
        yield Desk(services, console(services))


@group.command("list")
@click.pass_obj
def list_accounts(told: Told) -> None:
    """Accounts in the order of their sign-in names."""
    with _console(told) as desk:
        found = desk.services.accounts.page(limit=MOST_LISTED)
    rows = [{name: value for name, value in each._asdict().items() if name != "password_round"} for each in found]
    shown = [(each.sign_in, _kind(each), each.person, each.disabled_at) for each in found]
    headings = [say(each) for each in ("Sign-in name", "Kind", "Person", "Disabled")]
    tell(rows, as_json=told.as_json, text=table(shown, headings))


@group.command()
@click.argument("sign_in")
@click.option("--person", help="Whose account it is: identifier, or POST@UNIT for whoever holds a post.")
@click.option("--administrator", is_flag=True, help="Manages accounts and signs nothing.")
@click.option("--without-password", is_flag=True, help="Comes in by the provider of sign-ins or by passkey only.")
@click.option("--account-language", "language", type=click.Choice(LANGUAGES), help="Language of this person's pages.")
@click.pass_obj
def make(
    told: Told, sign_in: str, person: str | None, administrator: bool, without_password: bool, language: str | None
) -> None:
    """Make an account; its first password is told this once and has to be changed at the first sign-in."""
    with _console(told) as desk:
        system = desk.services.system
        first = None if without_password else _first_password(system)
        made = desk.services.accounts.make(
            sign_in,
            first,
            by=None,
            now=system.clock(),
            person=PersonId(person_named(desk, person)) if person else None,
            is_administrator=administrator,
            language=language,
        )
    _tell_password(told, made, first)


@group.command("password")
@click.argument("sign_in")
@click.pass_obj
def set_password(told: Told, sign_in: str) -> None:
    """Set a fresh first password, told this once; open sessions end."""
    with _console(told) as desk:
        account, first = _named(desk, sign_in), _first_password(desk.services.system)
        desk.services.accounts.set_password(account.id, first, by=None, now=desk.services.system.clock())
    _tell_password(told, account, first)


@group.command("change-password")
@click.argument("sign_in")
@click.pass_obj
def change_password(told: Told, sign_in: str) -> None:
    """Change one's own: the present one from BIHUAN_PASSWORD, the new one from BIHUAN_NEW_PASSWORD, or asked for."""
    with _console(told) as desk:
        services, now = desk.services, desk.services.system.clock()
        account = services.sign_in.verified(sign_in, password(), address=ADDRESS, now=now)
        fresh = password("BIHUAN_NEW_PASSWORD", say("New password"))
        services.accounts.change_password(account, fresh, now=now)
    tell({"sign_in": account.sign_in}, as_json=told.as_json, text=say("The password was changed."))


@group.command()
@click.argument("sign_in")
@click.pass_obj
def disable(told: Told, sign_in: str) -> None:
    """Nobody comes in by it any more; open sessions end."""
    with _console(told) as desk:
        account = _named(desk, sign_in)
        desk.services.accounts.disable(account.id, by=None, now=desk.services.system.clock())
    tell({"sign_in": account.sign_in}, as_json=told.as_json, text=say("{name} is disabled.", name=account.sign_in))


@group.command()
@click.argument("sign_in")
@click.pass_obj
def enable(told: Told, sign_in: str) -> None:
    """It may be used again, with the password it had."""
    with _console(told) as desk:
        account = _named(desk, sign_in)
        desk.services.accounts.enable(account.id, by=None, now=desk.services.system.clock())
    tell({"sign_in": account.sign_in}, as_json=told.as_json, text=say("{name} is enabled.", name=account.sign_in))


@group.command()
@click.argument("sign_in")
@click.option("--person", help="Whose account it is: identifier, or POST@UNIT; left out, nobody's.")
@click.pass_obj
def link(told: Told, sign_in: str, person: str | None) -> None:
    """Say whose account it is; open sessions end."""
    with _console(told) as desk:
        account = _named(desk, sign_in)
        whose = PersonId(person_named(desk, person)) if person else None
        desk.services.accounts.link(account.id, whose, by=None, now=desk.services.system.clock())
    told_of = {"sign_in": account.sign_in, "person": whose}
    tell(told_of, as_json=told.as_json, text=say("{name} is linked.", name=account.sign_in))


@group.command()
@click.argument("sign_in")
@click.argument("subject")
@click.pass_obj
def connect(told: Told, sign_in: str, subject: str) -> None:
    """Say who it is at the provider of sign-ins, by the identifier there (`sub`); open sessions end."""
    with _console(told) as desk:
        account = _named(desk, sign_in)
        _door(desk).identities.connect(account.id, subject, by=None, now=desk.services.system.clock())
    said = {"sign_in": account.sign_in, "subject": subject}
    tell(said, as_json=told.as_json, text=say("The account was connected; its sessions have ended."))


@group.command()
@click.argument("sign_in")
@click.pass_obj
def disconnect(told: Told, sign_in: str) -> None:
    """Let nobody in by the provider of sign-ins any more; open sessions end."""
    with _console(told) as desk:
        account, identities = _named(desk, sign_in), _door(desk).identities
        for each in identities.of(account.id):
            identities.disconnect(each.id, by=None, has_password=True, now=desk.services.system.clock())
    said = {"sign_in": account.sign_in}
    tell(said, as_json=told.as_json, text=say("The account was disconnected; its sessions have ended."))


@group.command()
@click.argument("sign_in")
@click.pass_obj
def invite(told: Told, sign_in: str) -> None:
    """Make a one-time link by which somebody connects this account with their sign-in at the provider."""
    with _console(told) as desk:
        account, system = _named(desk, sign_in), desk.services.system
        link = _door(desk).identities.invite(account.id, by=None, now=system.clock())
        address = invited_at(system.settings.public_origin, link)
    tell({"sign_in": account.sign_in, "link": address}, as_json=told.as_json, text=address)


@group.command()
@click.option("--name", required=True, help="What it is for.")
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True, help="How long it counts.")
@click.option("--write", is_flag=True, help="It may change things; otherwise it only reads.")
@signing_in
@click.pass_obj
def token(told: Told, name: str, days: int, write: bool, sign_in: str | None, acting_in: str | None) -> None:
    """Make an API token of one's own, for the post one acts in; its secret is told this once."""
    with acting(told, sign_in, acting_in) as desk:
        desk.caller.in_person()
        now, caller = desk.services.system.clock(), desk.caller
        made, secret = desk.services.tokens.make(
            caller.account.id,
            name,
            appointment=caller.appointment.id if caller.appointment else None,
            reach=Reach.WRITE if write else Reach.READ,
            expires_at=now + timedelta(days=days),
            now=now,
        )
    tell({"token": made, "secret": secret, "expires_at": now + timedelta(days=days)}, as_json=told.as_json, text=secret)


@group.command()
@signing_in
@click.pass_obj
def tokens(told: Told, sign_in: str | None, acting_in: str | None) -> None:
    """One's own API tokens, newest first; nothing here lets anybody in."""
    with acting(told, sign_in, acting_in) as desk:
        found = desk.services.tokens.of(desk.caller.account.id)
    shown = [(each.id, each.name, each.reach, each.expires_at, each.revoked_at) for each in found]
    headings = [say(each) for each in ("Identifier", "Name", "Reach", "Expires", "Revoked")]
    tell([each._asdict() for each in found], as_json=told.as_json, text=table(shown, headings))


@group.command()
@click.argument("token")
@signing_in
@click.pass_obj
def revoke(told: Told, token: str, sign_in: str | None, acting_in: str | None) -> None:
    """End an API token of one's own."""
    with acting(told, sign_in, acting_in) as desk:
        desk.caller.in_person()
        known = identifier(token)
        if known is None:
            raise NotKnown
        desk.services.tokens.revoke(TokenId(known), by=desk.caller.account, now=desk.services.system.clock())
    tell({"token": known}, as_json=told.as_json, text=say("The token has ended."))


@group.command("acts")
@click.option("--about", metavar="SIGN_IN", help="Only what concerns one account.")
@click.option("--limit", type=click.IntRange(1, MOST_LISTED), default=200, show_default=True, help="Most acts.")
@click.pass_obj
def list_acts(told: Told, about: str | None, limit: int) -> None:
    """What was done at the door and to accounts, newest first: by whom, about whom, when. It is never changed."""
    with _console(told) as desk:
        names = {each.id: each.sign_in for each in desk.services.accounts.page(limit=MOST_LISTED)}
        wanted = _named(desk, about).id if about else None
        found = acts(desk.services.system.pool, about=wanted, limit=limit)
    rows: list[dict[str, object]] = [
        {
            "id": each.id,
            "recorded_at": each.recorded_at,
            "who": names.get(AccountId(each.who)) if each.who else None,
            "what": each.what,
            "about": names.get(AccountId(each.about)) if each.about else None,
            "detail": each.detail,
        }
        for each in found
    ]
    pairs = zip(found, rows, strict=True)
    shown = [(said(each.recorded_at, told.settings.zone), row["what"], row["who"], row["about"]) for each, row in pairs]
    headings = [say(each) for each in ("Recorded", "What", "Who", "About")]
    tell(rows, as_json=told.as_json, text=table(shown, headings))


def _named(desk: Desk, sign_in: str) -> Account:
    """The account; raises `NotKnown`."""
    account = desk.services.accounts.named(sign_in)
    if account is None:
        raise NotKnown
    return account


def _door(desk: Desk) -> ProviderDoor:
    """The provider of sign-ins; raises `NotKnown` where there is none."""
    if desk.services.provider is None:
        raise NotKnown
    return desk.services.provider


def _kind(account: Account) -> str:
    return say("administrator") if account.is_administrator else say("person") if account.person else ""


def _first_password(system: System) -> str:
    """Four words of characters that nobody mistakes for others."""
    return "-".join("".join(READABLE[byte % len(READABLE)] for byte in system.random(5)) for _ in range(4))


def _tell_password(told: Told, account: Account, first: str | None) -> None:
    value = {"account": account.id, "sign_in": account.sign_in, "password": first}
    if first is None:
        tell(value, as_json=told.as_json, text=f"{account.sign_in}\n{say('This account has no password.')}")
        return
    words = say("This password is shown this once; it has to be changed at the first sign-in.")
    tell(value, as_json=told.as_json, text=f"{account.sign_in}  {first}\n{words}")
