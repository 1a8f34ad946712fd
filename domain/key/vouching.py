"""Who may say whose key it is: the console for the first registrar, another registrar wherever there is one."""

from collections.abc import Iterator

from domain.appointment.posts import Post
from domain.appointment.reach import Reach
from domain.appointment.state import Appointment
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import ActorKind
from domain.key.events import KeyEnrolled
from domain.key.refusals import ConfirmedByItsHolder, RegistrarsSignThemselves

CONFIRM = "key.confirm"


def refuse_unfit(enrolment: KeyEnrolled, circumstances: Circumstances) -> None:
    """Refuse the console once registrars can sign, and the key's own holder where another registrar can."""
    actor = circumstances.actor
    if actor.kind is ActorKind.CONSOLE:
        _refuse_console(enrolment, circumstances)
    if is_for_another(enrolment, circumstances):
        raise ConfirmedByItsHolder


def is_for_another(enrolment: KeyEnrolled, circumstances: Circumstances) -> bool:
    """Whether it is the actor's own key, and another registrar can say so (house rule).

    A registrar without another vouches for himself, and that stays flagged in the trail.
    """
    directory, today, holder = circumstances.directory, circumstances.today, enrolment.person
    return circumstances.actor.person == holder and any(
        held.person != holder and directory.reaches(held, Reach.SUBTREE, enrolment.unit, today)
        for held in _able_registrars(circumstances)
    )


def _refuse_console(enrolment: KeyEnrolled, circumstances: Circumstances) -> None:
    """The console vouches for a registrar, and only while no registrar can sign with a key of his or her own."""
    held = circumstances.directory.appointments_of(enrolment.person, circumstances.today)
    is_registrar = any(each.post is Post.REGISTRAR for each in held)
    if not is_registrar or any(_able_registrars(circumstances)):
        raise RegistrarsSignThemselves


def _able_registrars(circumstances: Circumstances) -> Iterator[Appointment]:
    """Appointments of registrars who have a key that can confirm others."""
    directory, today = circumstances.directory, circumstances.today
    needed = circumstances.levels.needed(CONFIRM, is_major=False, on=today)
    for person in directory.people():
        if any(key.level.suffices_for(needed) for key in circumstances.keys.able(person.id)):
            held = directory.appointments_of(person.id, today)
            yield from (each for each in held if each.post is Post.REGISTRAR)
