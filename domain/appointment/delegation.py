"""Letting somebody else act in one's post: one's own powers, within one's own term, and never further on."""

from datetime import date
from uuid import UUID

from domain.appointment.asking import AppointmentCommand, check_term, refuse_absent, refuse_held
from domain.appointment.events import AppointmentKind, AppointmentMade
from domain.appointment.powers_table import POWERS
from domain.appointment.refusals import (
    AppointmentAlreadyMade,
    BeyondOwnTerm,
    DelegatedToOneself,
    NeverDelegatedOn,
    OnlyTheHolderDelegates,
    UnknownPower,
    WiderThanOwnPowers,
)
from domain.appointment.state import Appointment
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import AppointmentId, PersonId, UnitId
from domain.kernel.quantities import LINE, check_count, check_optional
from domain.kernel.refusals import NotKnown


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
        check_term(self.from_on, self.until_on)
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
        refuse_absent(self.person, self.from_on, circumstances.directory)
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
        refuse_held(made, circumstances.directory)
        return (made,)


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
