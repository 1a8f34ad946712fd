"""Which act needs which level of signature, and what its signature means: the levels that a new log begins with.

All are house rules that may be changed from a day on; acts before keep what was needed then. Nobody is kept from
saying that something is dangerous, or from making it safe, because he or she cannot sign yet: that is signed where it
can be, and else stands as not signed. Whoever says what he or she did signs with the password at least; whoever
decides, or says that it is closed, with a key of his or her own; whoever lets time pass, takes something off the
ledger or closes a major hazard, with a passkey.
"""

from datetime import date
from typing import NamedTuple

from domain.key.terms import Level
from domain.policy.events import SigningLevelSet

BEGINNING = date(2000, 1, 1)
HOUSE = "house rule"

_NONE, _ATTESTED, _KEY, _PASSKEY = Level.NONE, Level.SERVER_ATTESTED, Level.SOFTWARE_KEY, Level.PASSKEY


class Line(NamedTuple):
    """One act: what a signature under it means, and the levels for general and major hazards."""

    act: str
    meaning: str
    general: Level
    major: Level | None = None
    """None where the grade makes no difference."""


LINES = (
    Line("hazard.report", "finding", _NONE),
    Line("hazard.self_rectify", "rectification", _ATTESTED),
    Line("hazard.register", "registration", _ATTESTED),
    Line("hazard.grade", "decision", _KEY),
    Line("hazard.assign", "assignment", _KEY),
    Line("hazard.accept", "acceptance", _ATTESTED),
    Line("hazard.decline", "answer", _ATTESTED),
    Line("hazard.decide_decline", "decision", _KEY),
    Line("hazard.plan", "undertaking", _ATTESTED, _KEY),
    Line("hazard.note_progress", "account", _ATTESTED),
    Line("hazard.take_interim_measure", "account", _NONE),
    Line("hazard.waive_interim_measure", "decision", _KEY),
    Line("hazard.report_upward", "report", _ATTESTED),
    Line("hazard.hand_over", "request", _KEY),
    Line("hazard.answer_handover", "answer", _ATTESTED),
    Line("hazard.report_inability", "report", _ATTESTED),
    Line("hazard.take_up", "decision", _KEY),
    Line("hazard.instruct", "instruction", _KEY),
    Line("hazard.answer_instruction", "answer", _ATTESTED),
    Line("hazard.name_leader", "decision", _KEY),
    Line("hazard.request_extension", "request", _ATTESTED),
    Line("hazard.grant_extension", "decision", _PASSKEY),
    Line("hazard.refuse_extension", "decision", _KEY),
    Line("hazard.list_for_supervision", "decision", _PASSKEY),
    Line("hazard.delist", "decision", _PASSKEY),
    Line("hazard.note_supervision", "account", _ATTESTED),
    Line("hazard.report_rectified", "rectification", _ATTESTED, _KEY),
    Line("hazard.reject", "rejection", _KEY),
    Line("hazard.verify", "verification", _KEY, _PASSKEY),
    Line("hazard.verify_own", "own_verification", _KEY),
    Line("hazard.check_from_above", "check", _KEY),
    Line("hazard.countersign", "closing", _PASSKEY),
    Line("hazard.recheck", "verification", _KEY, _PASSKEY),
    Line("hazard.report_recurrence", "finding", _NONE),
    Line("hazard.reopen", "decision", _KEY),
    Line("hazard.propose_merge", "proposal", _ATTESTED),
    Line("hazard.confirm_merge", "agreement", _PASSKEY),
    Line("hazard.refuse_merge", "decision", _KEY),
    Line("hazard.propose_void", "proposal", _ATTESTED),
    Line("hazard.confirm_void", "agreement", _PASSKEY),
    Line("hazard.refuse_void", "decision", _KEY),
    Line("hazard.refuse_signature", "refusal", _ATTESTED),
    Line("hazard.witness_refusal", "witness", _ATTESTED, _KEY),
    Line("hazard.correct", "correction", _ATTESTED),
    Line("hazard.add_evidence", "account", _NONE),
    Line("hazard.take_over", "taking_over", _NONE),
    Line("appointment.make", "decision", _NONE),
    Line("appointment.delegate", "decision", _ATTESTED),
    Line("appointment.end", "decision", _NONE),
    Line("organisation.allow_own_verification", "decision", _PASSKEY),
    Line("organisation.end_own_verification", "decision", _KEY),
    Line("key.enrol", "enrolment", _ATTESTED),
    Line("key.confirm", "confirmation", _KEY),
    Line("key.refuse", "decision", _NONE),
    Line("key.revoke", "decision", _NONE),
    Line("key.rename", "account", _NONE),
    Line("policy.set_signing_level", "decision", _PASSKEY),
    Line("deadline.set_limit", "decision", _KEY),
    Line("access.unmask_names", "account", _NONE),
    Line("hold.place", "decision", _KEY),
    Line("hold.release", "decision", _KEY),
    Line("person.erase", "decision", _KEY),
    Line("subject.erase", "decision", _KEY),
    Line("retention.set", "decision", _KEY),
)

MEANINGS = {line.act: line.meaning for line in LINES}
"""What a signature under an act means."""

FLOORS = {"key.enrol": Level.SERVER_ATTESTED, "key.confirm": Level.SOFTWARE_KEY, "policy.set_signing_level": _PASSKEY}
"""What no policy goes below, begun or not: who guards the keys signs with one."""


def meaning_of(act: str) -> str:
    """Code of what a signature under an act means."""
    return MEANINGS.get(act, "decision")


def initial_levels() -> tuple[SigningLevelSet, ...]:
    """The first events of the stream, each as version 1."""
    return tuple(
        SigningLevelSet(
            act=line.act,
            version=1,
            general=line.general,
            major=line.major or line.general,
            source=HOUSE,
            effective_on=BEGINNING,
        )
        for line in LINES
    )
