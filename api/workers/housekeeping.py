"""The housekeeping: what is kept for a time only is removed when its time is over.

Every removal may be done twice or by several workers at once: whatever is gone already is passed over.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from threading import Event

import structlog

from api.keeping.erasing import carry_out_all
from api.keeping.retention import keep_time
from api.problems import UNAVAILABLE
from api.services import Services

log = structlog.get_logger()

EVERY_S = 900.0
"""Seconds between rounds: a held form is gone at most so long after its time."""

Forget = Callable[[datetime], int]
"""Removes what is over at an instant; says how much it was."""


def run_housekeeping(services: Services, stop: Event, *, once: bool = False) -> None:
    """Keep house at intervals until told to stop; `once` does one round and returns."""
    keep_house(services)
    while not once and not stop.wait(EVERY_S):
        keep_house(services)


def keep_house(services: Services) -> dict[str, int]:
    """One round; how much of each kind was removed. A store that is away is waited for until the next round."""
    now = services.system.clock()
    removed = dict[str, int]()
    for kind, forget in chores(services).items():
        try:
            removed[kind] = forget(now)
        except UNAVAILABLE as error:
            log.warning("housekeeping_interrupted", kind=kind, error=type(error).__name__)
    if any(removed.values()):
        log.info("housekeeping", **removed)
    return removed


def chores(services: Services) -> Mapping[str, Forget]:
    """Everything that is kept for a time only, by what it is."""
    return _common(services) | _provider(services) | _keeping(services)


def _common(services: Services) -> dict[str, Forget]:
    return {
        "held_forms": services.held.forget,
        "sessions": services.sessions.forget,
        "attempts": services.throttle.forget,
        "challenges": services.passkeys.forget,
        "prepared_steps": services.signing.steps.forget,
    }


def _keeping(services: Services) -> dict[str, Forget]:
    """Erasures that were ordered and interrupted, and what the rules say is over."""
    return {"erasures": lambda _: carry_out_all(services), "retention": partial(keep_time, services)}


def _provider(services: Services) -> dict[str, Forget]:
    door = services.provider
    return {"sign_ins": door.under_way.forget, "invitations": door.identities.forget} if door else {}
