"""What others say of the log, at the command line: witnesses' cosignatures and time stamps."""

from collections.abc import Mapping, Sequence

import click
from psycopg import Connection
from psycopg.rows import TupleRow

from api.cli.helping import Command
from api.cli.telling import facts, tell
from api.cli.told import Told
from api.seal.cosigning import check_cosignatures
from api.seal.policies import policy_of
from api.seal.stamping import Stamp, certificates_of, check_stamps, stamp_newest
from api.settings import Settings
from api.system import open_system
from api.words import say, term
from domain.kernel.refusals import Refusal
from domain.seal.policy import NONE, Policy


class CosignatureWrong(Refusal):
    """A cosignature that is kept does not fit its head; `size` is that of the head."""

    sentence = "The log does not hold: {fault} under the head of {size} events. {told}"


@click.command(cls=Command)
@click.option("--verify", "is_checked", is_flag=True, help="Check the stamps that are kept; ask for none.")
@click.pass_obj
def timestamp(told: Told, is_checked: bool) -> None:
    """Have the newest signed head time-stamped (RFC 3161, BIHUAN_TSA_URL), or check the stamps there are."""
    with open_system(told.settings, connections=4) as system:
        if not is_checked:
            _tell(told, [stamp_newest(system.pool, told.settings, system.clock())])
            return
        with system.pool.connection() as connection:
            _tell(told, check_stamps(connection, certificates_of(told.settings)))


def check_outside(connection: Connection[TupleRow], settings: Settings) -> dict[str, int]:
    """Hold the cosignatures that are kept against the policy, and the stamps against the pinned certificates.

    Gives how many of each hold and up to which event the quorum cosigned; refuses `CosignatureWrong`, `StampWrong`.
    """
    policy = policy_of(settings)
    done = check_cosignatures(connection, policy)
    if done.fault:
        code, size, told = done.fault
        raise CosignatureWrong(fault=term("log_fault", code), size=size, told=told)
    said = {"cosignatures": done.cosignatures, "quorum_size": done.quorum_size} if policy.witnesses else {}
    if settings.tsa_certificates is not None:
        said["stamps"] = len(check_stamps(connection, certificates_of(settings)))
    return said


def outside_told(said: Mapping[str, int]) -> dict[str, object]:
    """The same in words."""
    names = {
        "cosignatures": say("Cosignatures"),
        "quorum_size": say("Cosigned by the quorum up to event"),
        "stamps": say("Time stamps"),
    }
    return {names[each]: count for each, count in said.items()}


def policy_told(policy: Policy) -> dict[str, object]:
    """A policy as a document: its text, and who the witnesses are."""
    witnesses = [{"name": each.name, "key": each.key.told, "url": each.url} for each in policy.witnesses]
    quorum = None if policy.quorum == NONE else policy.quorum
    return {"witnesses": witnesses, "quorum": quorum, "policy": policy.written}


def _tell(told: Told, stamps: Sequence[Stamp]) -> None:
    """How many stamps there are, and the newest."""
    document: dict[str, object] = {"stamps": len(stamps)}
    words: dict[str, object] = {say("Time stamps"): len(stamps)}
    if stamps:
        newest = stamps[-1]
        document |= {"size": newest.size, "stamped_at": newest.stamped_at}
        words |= {say("Events"): newest.size, say("Stamped at"): newest.stamped_at}
    tell(document, as_json=told.as_json, text=facts(words))
