"""A form that was sent already: what it came to, where that is, and the id under which it may be sent as a new one."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from api.caller import Caller
from api.reading.life import LifeEvent
from api.seeing import Happening, seen_hazard
from api.services import Services
from api.web.forms.changes import told
from domain.hazard.terms import Correctable
from domain.kernel.identity import CommandId
from domain.kernel.refusals import NotKnown
from domain.record import Recorded

PAGES = {"organisation": "/registry/units", "person": "/registry/people"}
"""Where something is shown that a form began, besides hazards; by the kind of its stream."""


@dataclass(frozen=True, kw_only=True)
class SentBefore:
    """The first answer to a form, for whoever sent it."""

    done: tuple[LifeEvent, ...]
    href: str
    """Empty where there is no page of it, or none that may be seen any more."""
    words: str
    anew: UUID
    """What is meant as something else goes under this id, however often it is pressed."""


def sent_before(services: Services, caller: Caller, command: UUID) -> SentBefore | None:
    """What the caller's own form came to; None for one that was not sent, or by somebody else."""
    first = services.system.application.store.answered(CommandId(command))
    mapper = services.system.application.mapper
    happened = tuple(
        Happening(each.position, each.recorded_at, cast("Recorded", mapper.to_domain_event(each.stored)))
        for each in (first[1] if first else ())
    )
    if not happened or happened[0].recorded.actor.person != caller.account.person:
        return None
    href, words = _place(services, caller, happened[0].recorded)
    return SentBefore(done=told(services, happened), href=href, words=words, anew=services.system.new_id())


def _place(services: Services, caller: Caller, first: Recorded) -> tuple[str, str]:
    """Address and words of what the form was for."""
    kind = first.event.name.partition(".")[0]
    if kind in PAGES:
        return f"{PAGES[kind]}/{first.stream}", ""
    if kind != "hazard":
        return "", ""
    try:
        hazard = seen_hazard(services, caller, first.stream)
    except NotKnown:
        return "", ""
    return f"/hazards/{first.stream}", hazard.number or hazard.entry.get(Correctable.PLACE) or ""
