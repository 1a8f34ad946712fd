"""Asking witnesses: each by a thread of its own, beside the sealer, so that a slow one delays nobody.

Asking twice does no harm: a witness cosigns what it cosigned before, and of one witness one line a head is kept.
"""

from threading import Event, Thread

import structlog

from api.problems import UNAVAILABLE
from api.seal.asking import TEMPORARY, ask_witness
from api.seal.cosigning import Asked, as_signed, asked_last, put_line, put_witness
from api.seal.policies import policy_of
from api.seal.proving import newest
from api.seal.sealing import from_tiles
from api.system import System
from domain.seal.merkle import consistency_proof
from domain.seal.policy import Party, PolicyWrong

log = structlog.get_logger()

EVERY_S = 1.0
AFTER_SILENCE_S = 15.0
AFTER_A_REFUSAL_S = 60.0
"""Seconds before it is asked again: what it refused needs somebody to look."""


def run_cosigning(system: System, stop: Event, *, once: bool = False) -> None:
    """Have every witness of the policy cosign the newest head, until told to stop; `once` asks each once."""
    try:
        asked = policy_of(system.settings).asked
    except PolicyWrong as refusal:
        log.error("witness_policy_wrong", told=str(refusal))
        return
    threads = [Thread(target=_keep_asking, args=(system, each, stop, once), daemon=True) for each in asked]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def _keep_asking(system: System, party: Party, stop: Event, once: bool) -> None:
    while not stop.is_set():
        try:
            pause = _pause(ask_once(system, party))
        except UNAVAILABLE as error:
            log.warning("cosigning_interrupted", witness=party.name, error=type(error).__name__)
            pause = AFTER_SILENCE_S
        if once:
            return
        stop.wait(pause)


def ask_once(system: System, party: Party) -> Asked | None:
    """Ask a witness about the newest head; None where there is nothing to ask. No connection is held meanwhile."""
    with system.pool.connection() as connection:
        head, last = newest(connection), asked_last(connection, party)
    known = last.size if last else 0
    if head is None or (last and last.code is None and known >= head.size):
        return None
    line, asked = ask_witness(party, as_signed(head.note), known, lambda old, new: _prove(system, old, new))
    with system.pool.connection() as connection:
        if line:
            put_line(connection, party, line, head.size, system.clock())
        else:
            put_witness(connection, party, asked, system.clock())
    if asked.code:
        log.warning(asked.code, witness=party.name, size=head.size, told=asked.told)
    return asked


def _prove(system: System, old: int, new: int) -> list[bytes]:
    with system.pool.connection() as connection:
        return from_tiles(connection, lambda node: consistency_proof(node, old, new))


def _pause(asked: Asked | None) -> float:
    if asked is None or asked.code is None:
        return EVERY_S
    return AFTER_SILENCE_S if asked.code in TEMPORARY else AFTER_A_REFUSAL_S
