"""Steps that were filled in and put aside: they wait on the start page to be read and signed on one page."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from api.caller import Caller
from api.reading.statement_text import statement_in_short
from api.services import Services
from api.web.sign import MOST, lines_of


class PutAside(NamedTuple):
    """One step that waits."""

    id: UUID
    words: str
    expires_at: datetime


def put_aside(services: Services, caller: Caller) -> tuple[PutAside, ...]:
    """What the caller filled in in the present post and can still sign, as many as stand on one page."""
    if caller.appointment is None:
        return ()
    steps = services.signing.waiting(caller.account)
    mine = [each for each in steps if each.asked.actor.appointment == caller.appointment.id]
    return tuple(PutAside(each.id, statement_in_short(lines_of(each)), each.expires_at) for each in mine[:MOST])
