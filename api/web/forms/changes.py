"""What somebody else did while a form was being filled in."""

from api.reading.life import LifeEvent, ids_of, life_of
from api.reading.names import names_for
from api.reading.signatures import Signs, signatures_of
from api.seeing import Happening, happenings
from api.services import Services
from domain.kernel.identity import StreamId


def changes_since(services: Services, stream: StreamId, seen: int) -> tuple[LifeEvent, ...]:
    """The events after the version that was seen, oldest first, as a life line tells them."""
    return told(services, happenings(services, stream, seen))


def told(services: Services, happened: tuple[Happening, ...]) -> tuple[LifeEvent, ...]:
    """Events in words."""
    system = services.system
    names = names_for(services, system.application.reference.directory, ids_of(happened))
    return life_of(happened, names, system.settings.zone, Signs(signatures=signatures_of(services, happened)))
