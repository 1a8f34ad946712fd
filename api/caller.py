"""Who is asking: the account, the person, the post they act in, and what that lets them see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.access.accounts import Account
from api.access.refusals import NotByToken
from api.access.sessions import Session
from api.store.pool import Pool
from domain.appointment.powers import Readable, actor_of, readable
from domain.appointment.state import Appointment
from domain.kernel.identity import Actor, AppointmentId, PersonId
from domain.kernel.refusals import NotAppointedHere, Refusal
from domain.organisation.directory import Directory


class SignInNeeded(Refusal):
    """Nobody is signed in, or the session has ended."""

    status = "unidentified"
    sentence = "Please sign in first."


class FormNotOurs(Refusal):
    """The form's token is missing or another session's: it may not come from our page."""

    status = "forbidden"
    sentence = "This form has expired. Please open the page again; nothing was saved."


class ChangePasswordFirst(Refusal):
    """The password was set by somebody else: nothing is done before it is changed."""

    status = "forbidden"
    sentence = "Please choose your own password first."


class OnlyAdministrators(Refusal):
    """Accounts are managed by administrators of accounts, who can sign nothing."""

    status = "forbidden"
    sentence = "Only an administrator of accounts can do this."


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Somebody signed in. `appointment` is None for who holds no post today: they can see and do nothing here."""

    account: Account
    session: Session | None
    """None where an API token was given."""
    appointment: Appointment | None
    appointments: tuple[Appointment, ...]
    directory: Directory
    today: date
    may_write: bool = True
    is_program: bool = False
    """Whether an API token was shown in place of a person signing in."""
    is_console: bool = False
    """Whether it is the operator of the server, who has no account."""

    def in_person(self) -> None:
        """Refuse with `NotByToken` where a program acts."""
        if self.is_program:
            raise NotByToken

    @property
    def acting(self) -> Appointment:
        """The post that is acted in; raises `NotAppointedHere` for who holds none."""
        if self.appointment is None:
            raise NotAppointedHere
        return self.appointment

    @property
    def actor(self) -> Actor:
        """Who signs; raises `NotAppointedHere` for who holds no post."""
        return actor_of(self.acting)

    @property
    def readable(self) -> Readable:
        """What may be seen: nothing for who holds no post."""
        if self.appointment is None:
            return Readable((), may_see_assigned=False)
        return readable(self.appointment, self.directory, self.today)

    @property
    def involved(self) -> tuple[UUID, ...]:
        """Appointments and units by which something may have been given to the caller, as `Reach.ASSIGNED` counts."""
        if self.appointment is None or not self.readable.may_see_assigned:
            return ()
        acting, giver = self.appointment, self.appointment.delegated_by
        given = (acting.id, giver, acting.unit, self.directory.body(acting.unit, self.today))
        return tuple(dict.fromkeys(each for each in given if each is not None))


def caller_from(
    account: Account,
    directory: Directory,
    today: date,
    *,
    session: Session | None = None,
    chosen: AppointmentId | None = None,
    may_write: bool = True,
    is_program: bool = False,
) -> Caller:
    """The caller of an account: in the post that was chosen while it is held, else in the first that is."""
    held = directory.appointments_of(account.person, today) if account.person else ()
    current = next((each for each in held if each.id == chosen), held[0] if held else None)
    return Caller(
        account=account,
        session=session,
        appointment=current,
        appointments=held,
        directory=directory,
        today=today,
        may_write=may_write,
        is_program=is_program,
    )


def names_of(pool: Pool, directory: Directory, people: Iterable[PersonId]) -> Mapping[PersonId, str]:
    """Names of people as far as they are disclosed; an erased name is not there."""
    known = {each: person.name for each in set(people) if (person := directory.person(each)) is not None}
    statement = "SELECT commitment, value FROM log.disclosures WHERE commitment = ANY(%s)"
    with pool.connection() as connection:
        disclosed: dict[str, str] = dict(connection.execute(statement, (list(known.values()),)).fetchall())
    return {person: disclosed[name] for person, name in known.items() if name in disclosed}
