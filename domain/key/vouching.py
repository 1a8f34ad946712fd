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
    if actor.kind is ActorKind.CONSOLE and not is_for_console(enrolment, circumstances):
        raise RegistrarsSignThemselves
    if is_for_another(enrolment, circumstances):
        raise ConfirmedByItsHolder


def is_for_another(enrolment: KeyEnrolled, circumstances: Circumstances) -> bool:
    """Whether it is the actor's own key, and another registrar can say so (house rule).

    A registrar without another vouches for himself, and that stays flagged in the trail.
    """
    holder = enrolment.person
    able = _able_registrars(enrolment, circumstances)
    return circumstances.actor.person == holder and any(each.person != holder for each in able)


def is_for_console(enrolment: KeyEnrolled, circumstances: Circumstances) -> bool:
    """Whether the console vouches: for a registrar, only while no registrar of the unit or above can sign."""
    held = circumstances.directory.appointments_of(enrolment.person, circumstances.today)
    return any(each.post is Post.REGISTRAR for each in held) and not any(_able_registrars(enrolment, circumstances))


def _able_registrars(enrolment: KeyEnrolled, circumstances: Circumstances) -> Iterator[Appointment]:
    """Appointments of registrars of its unit or above who have a key that can confirm others."""
    directory, today = circumstances.directory, circumstances.today
    needed = circumstances.levels.needed(CONFIRM, is_major=False, on=today)
    for person in directory.people():
        if any(key.level.suffices_for(needed) for key in circumstances.keys.able(person.id)):
            held = (each for each in directory.appointments_of(person.id, today) if each.post is Post.REGISTRAR)
            yield from (each for each in held if directory.reaches(each, Reach.SUBTREE, enrolment.unit, today))
