"""Who may be whom, and who stands where: the separation of duties of a hazard's life."""

from domain.appointment.posts import Post
from domain.appointment.state import Appointment
from domain.hazard.guards import is_here
from domain.hazard.refusals import (
    AssignedToNobody,
    NotAbove,
    NotTheRectifier,
    NotTheSupervisingUnit,
    NotTheSupervisor,
    UnitNotThere,
)
from domain.hazard.separation import is_one_hand
from domain.hazard.signatory import Signatory, signatory
from domain.hazard.state import Hazard
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import AppointmentId, UnitId
from domain.organisation.kinds import UnitKind
from domain.organisation.state import Unit

HEADS = frozenset({Post.HEAD, Post.BUREAU_HEAD, Post.DEPARTMENT_HEAD})
"""First responsible persons."""

LEADERS = HEADS | {Post.PARTY_SECRETARY, Post.DEPUTY_HEAD, Post.BUREAU_DEPUTY}
"""Those who can take a stubborn case."""


def body(circumstances: Circumstances, unit: UnitId | None) -> UnitId | None:
    """The unit for which it acts, sections and leading groups for what they are part of."""
    return circumstances.directory.body(unit, circumstances.today) if unit else None


def acting_body(circumstances: Circumstances) -> UnitId | None:
    """The body for which the actor acts."""
    return body(circumstances, circumstances.actor.unit)


def is_top(circumstances: Circumstances, unit: UnitId) -> bool:
    """Whether nothing stands above it but regions, which hold no office: it is then its own superior."""
    directory, today = circumstances.directory, circumstances.today
    above = directory.ancestors(directory.body(unit, today), today)
    return all(each.kind is UnitKind.REGION for each in above)


def is_above(circumstances: Circumstances, to: UnitId) -> bool:
    """Whether the actor's unit is superior to another, in the tree or beside it."""
    unit = circumstances.actor.unit
    if unit is None:
        return False
    return circumstances.directory.is_superior(unit, to, circumstances.today) or _is_own_top(circumstances, unit, to)


def is_above_in_tree(circumstances: Circumstances, unit: UnitId, to: UnitId) -> bool:
    """Whether a unit's body stands above another's in the tree: supervision of major hazards does not go beside it."""
    above, below = body(circumstances, unit), body(circumstances, to)
    if above is None or below is None:
        return False
    if above == below:
        return is_top(circumstances, below)
    return circumstances.directory.is_below(below, above, circumstances.today)


def _is_own_top(circumstances: Circumstances, unit: UnitId, to: UnitId) -> bool:
    return body(circumstances, unit) == body(circumstances, to) and is_top(circumstances, to)


def is_known_above(hazard: Hazard, circumstances: Circumstances) -> bool:
    """Whether whoever is competent was told or acted; a superior that assigned it knows of it too."""
    by = hazard.assignment.by.unit if hazard.assignment else None
    superior, today = circumstances.directory.is_superior, circumstances.today
    return hazard.is_told_above or (by is not None and superior(by, is_here(hazard), today))


def by_superior(hazard: Hazard, circumstances: Circumstances) -> None:
    """Refuse unless the actor's unit is superior to the one where the hazard is."""
    if not is_above(circumstances, is_here(hazard)):
        raise NotAbove


def by_rectifier(hazard: Hazard, circumstances: Circumstances) -> Signatory:
    """Refuse unless the actor holds the appointment to which it was assigned, or acts on its behalf."""
    by = signatory(circumstances)
    if hazard.assignment is None or hazard.assignment.rectifier not in by.seats:
        raise NotTheRectifier
    return by


def by_supervisor(hazard: Hazard, circumstances: Circumstances) -> Signatory:
    """Refuse unless the actor is the supervisor, of the supervising unit, or of a unit above it."""
    by = signatory(circumstances)
    if hazard.assignment and hazard.assignment.supervisor in by.seats:
        return by
    supervising = hazard.supervising_unit
    if supervising is None:
        by_superior(hazard, circumstances)
    elif acting_body(circumstances) != body(circumstances, supervising) and not is_above(circumstances, supervising):
        raise NotTheSupervisor
    return by


def by_supervising_unit(hazard: Hazard, circumstances: Circumstances) -> None:
    """Refuse unless the actor is of the unit that supervises a major hazard.

    Where no unit above it in the tree is named yet, any such unit will do.
    """
    unit, supervising = is_here(hazard), hazard.supervising_unit
    acting = acting_body(circumstances)
    if supervising is not None and is_above_in_tree(circumstances, supervising, unit):
        if acting != body(circumstances, supervising):
            raise NotTheSupervisingUnit
    elif acting is None or not is_above_in_tree(circumstances, acting, unit):
        raise NotTheSupervisingUnit


def is_on_the_supervising_side(hazard: Hazard, circumstances: Circumstances) -> bool:
    """Whether the actor is of the unit that supervises it, or of one above that; where none does, of any above it."""
    unit, supervising = acting_body(circumstances), body(circumstances, hazard.supervising_unit)
    if supervising is not None and unit == supervising:
        return True
    return is_above(circumstances, supervising or is_here(hazard))


def is_head_of(circumstances: Circumstances, unit: UnitId | None) -> bool:
    """Whether the actor signs as first responsible person of the body."""
    post = circumstances.actor.post
    return post in HEADS and unit is not None and acting_body(circumstances) == body(circumstances, unit)


def has_post_of(by: Signatory, other: Signatory) -> bool:
    """Whether it is the other, or one who has today the post that the other signed in: posts have responsibility too.

    This lets somebody do a thing; whether two are two people is asked of `separation.py`.
    """
    is_the_other = by.person is not None and by.person == other.person
    is_of_the_post = by.post is not None and (by.post, by.unit) == (other.post, other.unit)
    return is_the_other or is_of_the_post or not by.seats.isdisjoint(other.seats)


def is_hand_of(circumstances: Circumstances, other: Signatory | None) -> bool:
    """Whether the actor and whoever signed before are one person or one post, through delegation too."""
    return is_one_hand(signatory(circumstances), other, circumstances.directory)


def held(role: str, appointment: AppointmentId, circumstances: Circumstances) -> Appointment:
    """The appointment, if somebody holds it today; a duty given to an empty post is given to nobody."""
    found = circumstances.directory.appointment(appointment)
    if found is None or not circumstances.directory.holds(appointment, circumstances.today):
        raise AssignedToNobody(role=role)
    return found


def standing(unit: UnitId, circumstances: Circumstances) -> Unit:
    """The unit, if there is one that has not been closed."""
    found = circumstances.directory.unit(unit)
    if found is None or found.is_closed(circumstances.today):
        raise UnitNotThere
    return found
