"""What can be asked about appointments: made and ended by registrars, delegated by those who hold them."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.appointment.events import AppointmentEnded, AppointmentKind, AppointmentMade
from domain.appointment.posts import Post, kinds_of_unit
from domain.appointment.powers_table import POWERS
from domain.appointment.refusals import (
    AlreadyHoldsPost,
    AppointmentAlreadyMade,
    AppointmentOver,
    BeyondOwnTerm,
    DelegatedToOneself,
    DelegationIsNotMade,
    EndsBeforeItBegan,
    NeverDelegatedOn,
    NobodyAppointsThemselves,
    OnlyRegistrarsFromTheConsole,
    OnlyTheHolderDelegates,
    PostNotInThisKindOfUnit,
    TermEndsBeforeItBegins,
    UnknownPower,
    WiderThanOwnPowers,
)
from domain.appointment.state import Appointment
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import Actor, ActorKind, AppointmentId, PersonId, StreamId, UnitId
from domain.kernel.quantities import LINE, check_count, check_optional, check_text
from domain.kernel.refusals import NotKnown
from domain.organisation.asking import open_unit
from domain.organisation.directory import Directory
from domain.person.refusals import PersonNotEnrolled


class AppointmentCommand(Command[Appointment]):
    """A command towards one appointment."""

    state: ClassVar[type[State]] = Appointment
    appointment: AppointmentId

    @property
    def stream(self) -> StreamId:
        """The appointment."""
        return StreamId(self.appointment)


class MakeAppointment(AppointmentCommand, name="appointment.make"):
    """Appoint a person to a post of a unit; both days are included, no last day means until further notice."""

    person: PersonId
    post: Post
    unit: UnitId
    kind: AppointmentKind = AppointmentKind.SUBSTANTIVE
    from_on: date
    until_on: date | None = None
    document: str | None = None

    def subject_unit(self, state: Appointment) -> UnitId | None:
        """The unit that has the post."""
        return self.unit

    def check(self) -> None:
        """Refuse an impossible term, a malformed document number, and delegations."""
        check_optional("document", self.document, most=LINE)
        _check_term(self.from_on, self.until_on)
        if self.kind is AppointmentKind.DELEGATED:
            raise DelegationIsNotMade(where="kind")

    def decide(self, state: Appointment, circumstances: Circumstances) -> tuple[AppointmentMade]:
        """Refuse for oneself, for who is not here, in a unit without such a post, and for a post already held."""
        if state.is_made:
            raise AppointmentAlreadyMade
        _refuse_appointer(self, circumstances.actor)
        unit = open_unit(circumstances.directory, self.unit, circumstances.today)
        if unit.kind not in kinds_of_unit(self.post):
            raise PostNotInThisKindOfUnit(post=self.post.value, kind=unit.kind.value)
        _refuse_absent(self.person, self.from_on, circumstances.directory)
        made = AppointmentMade(
            person=self.person,
            post=self.post,
            unit=self.unit,
            kind=self.kind,
            from_on=self.from_on,
            until_on=self.until_on,
            document=self.document,
            delegated_by=None,
            only=(),
        )
        _refuse_held(made, circumstances.directory)
        return (made,)


class DelegatePost(AppointmentCommand, name="appointment.delegate"):
    """Let somebody else act in one's post for a period, in everything or `only` in named powers."""

    giver: AppointmentId
    """The giver's own appointment; `appointment` is the new one."""
    person: PersonId
    from_on: date
    until_on: date
    only: tuple[str, ...] = ()
    document: str | None = None

    def subject_unit(self, state: Appointment) -> UnitId | None:
        """Nobody's but the giver's: see `assigned`."""
        return None

    def assigned(self, state: Appointment) -> frozenset[UUID]:
        """The giver."""
        return frozenset({self.giver})

    def check(self) -> None:
        """Refuse an impossible term and powers that do not exist."""
        check_optional("document", self.document, most=LINE)
        check_count("only", self.only, most=len(POWERS))
        _check_term(self.from_on, self.until_on)
        for command in self.only:
            if command not in POWERS:
                raise UnknownPower(where="only", command=command)

    def decide(self, state: Appointment, circumstances: Circumstances) -> tuple[AppointmentMade]:
        """Refuse all but the holder's own delegation of own powers, within the own term, to somebody else."""
        if state.is_made:
            raise AppointmentAlreadyMade
        giver = circumstances.directory.appointment(self.giver)
        if giver is None:
            raise NotKnown
        _refuse_giver(self, giver, circumstances)
        _refuse_absent(self.person, self.from_on, circumstances.directory)
        made = AppointmentMade(
            person=self.person,
            post=giver.post,
            unit=giver.unit,
            kind=AppointmentKind.DELEGATED,
            from_on=self.from_on,
            until_on=self.until_on,
            document=self.document,
            delegated_by=giver.id,
            only=tuple(sorted(set(self.only))),
        )
        _refuse_held(made, circumstances.directory)
        return (made,)


class EndAppointment(AppointmentCommand, name="appointment.end"):
    """End an appointment or take a delegation back; `on` is the last day it was held."""

    on: date
    reason: str

    def subject_unit(self, state: Appointment) -> UnitId | None:
        """The unit that has the post; nobody may ask about an appointment that is not known."""
        if not state.is_made:
            raise NotKnown
        return state.unit

    def assigned(self, state: Appointment) -> frozenset[UUID]:
        """Who gave a delegation can take it back, and who has it can give it back."""
        return frozenset({state.delegated_by}) if state.delegated_by else frozenset()

    def check(self) -> None:
        """Refuse a missing reason."""
        check_text("reason", self.reason)

    def decide(self, state: Appointment, circumstances: Circumstances) -> tuple[AppointmentEnded]:
        """Refuse an end before the beginning, and one that is not earlier than the end it has."""
        if not state.is_made:
            raise NotKnown
        if self.on < state.from_on:
            raise EndsBeforeItBegan(from_on=state.from_on, on=self.on)
        if state.ended_on is not None or (state.until_on is not None and self.on >= state.until_on):
            raise AppointmentOver(until_on=state.until_on)
        return (AppointmentEnded(on=self.on, reason=self.reason),)


def _check_term(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on < from_on:
        raise TermEndsBeforeItBegins(where="until_on", from_on=from_on, until_on=until_on)


def _refuse_appointer(command: MakeAppointment, actor: Actor) -> None:
    if actor.kind is ActorKind.CONSOLE and command.post is not Post.REGISTRAR:
        raise OnlyRegistrarsFromTheConsole
    if actor.person is not None and actor.person == command.person:
        raise NobodyAppointsThemselves


def _refuse_absent(person_id: PersonId, on: date, directory: Directory) -> None:
    person = directory.person(person_id)
    if person is None:
        raise NotKnown
    if not person.is_here(on):
        raise PersonNotEnrolled


def _refuse_held(made: AppointmentMade, directory: Directory) -> None:
    """Different posts may overlap, and so may acting and substantive; the same one twice tells nothing."""
    for held in directory.every_appointment_of(made.person):
        is_same = (held.post, held.unit, held.kind) == (made.post, made.unit, made.kind)
        if is_same and held.delegated_by == made.delegated_by and _overlap(held, made):
            raise AlreadyHoldsPost(from_on=held.from_on)


def _overlap(one: Appointment | AppointmentMade, other: Appointment | AppointmentMade) -> bool:
    begins_in_time = other.until_on is None or one.from_on <= other.until_on
    return begins_in_time and (one.until_on is None or other.from_on <= one.until_on)


def _refuse_giver(command: DelegatePost, giver: Appointment, circumstances: Circumstances) -> None:
    if giver.kind is AppointmentKind.DELEGATED:
        raise NeverDelegatedOn
    if circumstances.actor.appointment != giver.id:
        raise OnlyTheHolderDelegates
    if command.person == giver.person:
        raise DelegatedToOneself
    least, most = max(giver.from_on, circumstances.today), giver.until_on
    if command.from_on < least or (most is not None and command.until_on > most):
        raise BeyondOwnTerm(least=least, most=most or "…")
    for power in command.only:
        if not POWERS[power].has(giver.post):
            raise WiderThanOwnPowers(post=giver.post.value, command=power)
