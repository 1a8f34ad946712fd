"""What can be asked about appointments: made and ended by registrars; `delegation.py`: delegated by their holders."""

from datetime import date
from uuid import UUID

from domain.appointment.asking import AppointmentCommand, check_term, refuse_absent, refuse_held
from domain.appointment.delegation import DelegatePost
from domain.appointment.events import AppointmentEnded, AppointmentKind, AppointmentMade
from domain.appointment.posts import Post, kinds_of_unit
from domain.appointment.refusals import (
    AppointmentAlreadyMade,
    AppointmentOver,
    DelegationIsNotMade,
    EndsBeforeItBegan,
    NobodyAppointsThemselves,
    OnlyRegistrarsFromTheConsole,
    PostNotInThisKindOfUnit,
)
from domain.appointment.state import Appointment
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import Actor, ActorKind, PersonId, UnitId
from domain.kernel.quantities import LINE, check_optional, check_text
from domain.kernel.refusals import NotKnown
from domain.organisation.asking import open_unit

__all__ = ["DelegatePost", "EndAppointment", "MakeAppointment"]


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
        check_term(self.from_on, self.until_on)
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
        refuse_absent(self.person, self.from_on, circumstances.directory)
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
        refuse_held(made, circumstances.directory)
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


def _refuse_appointer(command: MakeAppointment, actor: Actor) -> None:
    if actor.kind is ActorKind.CONSOLE and command.post is not Post.REGISTRAR:
        raise OnlyRegistrarsFromTheConsole
    if actor.person is not None and actor.person == command.person:
        raise NobodyAppointsThemselves
