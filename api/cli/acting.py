"""Who sits at the console: somebody who signs in for each act, or an operator who only reads.

The server's operator has the database anyway, so reading needs no account; every act on the record is somebody's.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import click

from api.access.accounts import Account, AccountId
from api.access.sign_in import SignIn
from api.caller import Caller, ChangePasswordFirst, SignInNeeded, caller_from
from api.cli.told import Told
from api.keeping.erasing import watch
from api.naming import identifier
from api.services import Services, services_of
from api.system import open_system
from api.words import say
from domain.appointment.powers import Readable
from domain.kernel.identity import AppointmentId
from domain.kernel.refusals import NotAppointedHere, Refusal
from projections.asking import outermost

ADDRESS = "console"
"""Where guesses of passwords come from, for the throttle."""

F = TypeVar("F", bound=Callable[..., Any])


class PasswordNeeded(Refusal):
    """Nobody is there to type it, and the environment does not say it."""

    status = "unidentified"
    sentence = "A password is needed: set BIHUAN_PASSWORD, or BIHUAN_TOKEN in place of name and password."


class Desk(NamedTuple):
    """The services, and who asks."""

    services: Services
    caller: Caller


class Console(Caller):
    """The operator of the server, without an account: reads everything and signs nothing."""

    @property
    def readable(self) -> Readable:
        """Every tree there is."""
        roots = (unit.id for unit in self.directory.units() if unit.parent is None)
        return Readable(outermost(self.directory.path(root) for root in roots), may_see_assigned=False)

    @property
    def involved(self) -> tuple[UUID, ...]:
        """Nothing is ever given to a console."""
        return ()


def signing_in(command: F) -> F:
    """Add the options that say who asks."""
    named = click.option("--as", "sign_in", envvar="BIHUAN_AS", help="Sign-in name; the password is asked for.")
    post = click.option("--acting-in", help="Identifier of the appointment to act in; default: the first held.")
    return named(post(command))


@contextmanager
def acting(told: Told, sign_in: str | None, acting_in: str | None) -> Iterator[Desk]:
    """Somebody signed in; raises `SignInNeeded` where nobody is named."""
    with open_system(told.settings, connections=4) as system:
        services = services_of(system)
        _say_trial(told, services)
        watch(services)
        if (caller := _caller(services, sign_in, acting_in)) is None:
            raise SignInNeeded
        yield Desk(services, caller)


@contextmanager
def looking(told: Told, sign_in: str | None, acting_in: str | None) -> Iterator[Desk]:
    """Somebody signed in, or else the operator of the server."""
    with open_system(told.settings, connections=4) as system:
        services = services_of(system)
        _say_trial(told, services)
        yield Desk(services, _caller(services, sign_in, acting_in) or console(services))


def _say_trial(told: Told, services: Services) -> None:
    """Of a trial log no words come without saying so; beside them, so that they can still be taken apart by line."""
    application = services.system.application
    if application.is_trial and not told.as_json:
        click.echo(f"【{say('Trial')}】 {application.log_name}", err=True)


def console(services: Services) -> Console:
    """The operator."""
    now = services.system.clock()
    directory = services.system.application.catch_up().directory
    return Console(
        account=_nobody(now),
        session=None,
        appointment=None,
        appointments=(),
        directory=directory,
        today=now.astimezone(services.system.settings.zone).date(),
        may_write=False,
        is_console=True,
    )


def account_of(services: Services, sign_in: str, door: SignIn | None = None) -> Account:
    """The account, its password asked for and verified, wrong ones counted; a first password is not enough."""
    verified = (door or services.sign_in).verified(sign_in, password(), address=ADDRESS, now=services.system.clock())
    if verified.must_change_password:
        raise ChangePasswordFirst
    return verified


def password(variable: str = "BIHUAN_PASSWORD", prompt: str = "Password") -> str:
    """From the environment or from whoever sits there; raises `PasswordNeeded`."""
    if (given := os.environ.get(variable)) is not None:
        return given
    if not sys.stdin.isatty():
        raise PasswordNeeded
    typed: str = click.prompt(prompt, hide_input=True, err=True)
    return typed


def _caller(services: Services, sign_in: str | None, acting_in: str | None) -> Caller | None:
    token, chosen, may_write = os.environ.get("BIHUAN_TOKEN"), None, True
    is_program = sign_in is None
    if sign_in is not None:
        account = account_of(services, sign_in)
    elif token:
        bearer = services.tokens.resolve(token, services.system.clock())
        if bearer is None:
            raise SignInNeeded
        account, chosen, may_write = bearer.account, bearer.appointment, bearer.may_write
    else:
        return None
    return _in_post(services, account, acting_in or chosen, may_write=may_write, is_program=is_program)


def _in_post(
    services: Services, account: Account, acting_in: str | UUID | None, *, may_write: bool, is_program: bool
) -> Caller:
    """The caller in the post that was named; raises `NotAppointedHere` for one not held."""
    system = services.system
    chosen = identifier(str(acting_in)) if acting_in else None
    caller = caller_from(
        account,
        system.application.catch_up().directory,
        system.clock().astimezone(system.settings.zone).date(),
        chosen=AppointmentId(chosen) if chosen else None,
        may_write=may_write,
        is_program=is_program,
    )
    if acting_in and (caller.appointment is None or caller.appointment.id != chosen):
        raise NotAppointedHere
    return caller


def _nobody(now: datetime) -> Account:
    return Account(
        id=AccountId(UUID(int=0)),
        sign_in=ADDRESS,
        person=None,
        is_administrator=False,
        language=None,
        must_change_password=False,
        password_round=0,
        created_at=now,
        disabled_at=None,
        passwords_given=0,
        has_password=False,
    )
