"""The post in which somebody acts, in words: of which unit, and whose it is where it was delegated."""

from api.caller import Caller, names_of
from api.services import Services
from api.words import say, term
from domain.appointment.state import Appointment


def post_words(services: Services, caller: Caller, appointment: Appointment) -> str:
    """Unit and post; one that is held for another names that person, an acting one says so."""
    unit = caller.directory.unit(appointment.unit)
    words = f"{unit.name if unit else ''} {term('post', appointment.post.value)}"
    if giver := _giver(services, caller, appointment):
        return f"{words} · {say('on behalf of {who}', who=giver)}"
    is_plain = appointment.kind.value == "substantive"
    return words if is_plain else f"{words} · {term('appointment_kind', appointment.kind.value)}"


def signing_words(services: Services, caller: Caller) -> str:
    """In which post the caller signs, as a form says it above its button; nothing for who holds none."""
    return post_words(services, caller, caller.appointment) if caller.appointment else ""


def _giver(services: Services, caller: Caller, appointment: Appointment) -> str:
    """Who lent the post."""
    giver = caller.directory.appointment(appointment.delegated_by) if appointment.delegated_by else None
    if giver is None:
        return ""
    names = names_of(services.system.pool, caller.directory, [giver.person])
    return names.get(giver.person) or f"〔{say('name erased')}〕"
