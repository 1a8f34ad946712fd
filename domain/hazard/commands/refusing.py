"""Refuse to sign: with a reason, before a witness who says so in an act of his or her own.

Who refuses is recorded, not left to silence (Production Safety Law (2021) art. 68: a refusal to sign is recorded and
reported). It is neither a yes nor a no to the matter itself: the step stays open, its clock runs on, and the unit that
follows from above is told and has to say how it goes on.
"""

from collections.abc import Iterator

from domain.appointment.powers import may_know
from domain.appointment.state import Appointment
from domain.deadline.deadline import Deadline
from domain.hazard import clocks as clock
from domain.hazard.commands.awaiting import STEPS, asked_for, awaited, could_sign
from domain.hazard.commands.base import HazardCommand, is_possible
from domain.hazard.events import RefusalWitnessed, SignatureRefused
from domain.hazard.guards import is_here
from domain.hazard.ladder import offices_above
from domain.hazard.people import body, held
from domain.hazard.refusals import (
    AnotherRefusal,
    NobodyAskedYou,
    NothingToSign,
    NothingToWitness,
    NotTheirsToSign,
    NotTheWitness,
    RefusalAwaitsWitness,
    WitnessElsewhere,
    WitnessIsParty,
)
from domain.hazard.separation import holder, is_one_hand
from domain.hazard.signatory import Signatory, signatory
from domain.hazard.state import Hazard
from domain.hazard.terms import Awaited
from domain.hazard.timing import day_said, running
from domain.kernel.circumstances import Circumstances
from domain.kernel.evidence import Evidence
from domain.kernel.identity import AppointmentId, UnitId


class RefuseSignature(HazardCommand, name="hazard.refuse_signature", says=("reason",)):
    """Record that somebody refuses to sign what is awaited: oneself, or whoever one asked."""

    act: Awaited
    refuser: AppointmentId
    reason: str
    witness: AppointmentId
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """While somebody's signature is awaited."""
        is_here(hazard)
        if not any(True for _ in awaited(hazard)):
            raise NothingToSign

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By somebody who could sign, or who asked for a signature."""
        by = signatory(circumstances)
        acts = tuple(awaited(hazard))
        if not any(asked_for(act, hazard, by) or is_possible(STEPS[act], hazard, circumstances) for act in acts):
            raise NobodyAskedYou

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[SignatureRefused]:
        """Of somebody who could sign it now, before somebody else; the unit above is told."""
        self.guard(state, circumstances)
        self._refuse_second(state)
        refuser = held("refuser", self.refuser, circumstances)
        if not could_sign(self.act, state, refuser, circumstances):
            raise NotTheirsToSign
        by = signatory(circumstances)
        if not _is_of(by, refuser) and not asked_for(self.act, state, by):
            raise NobodyAskedYou
        self._refuse_witness(state, refuser, by, circumstances)
        return (
            SignatureRefused(
                act=self.act,
                refuser=self.refuser,
                refused_on=day_said(circumstances),
                reason=self.reason,
                witness=self.witness,
                told=_told(state, refuser, circumstances),
                evidence=self.evidence,
                by=by,
                clocks=tuple(_clocks(state, circumstances)),
            ),
        )

    def _refuse_second(self, hazard: Hazard) -> None:
        """One at a time awaits its witness; the same one may be recorded before another witness."""
        if hazard.awaits_witness and (hazard.refusals[-1].act, hazard.refusals[-1].refuser) != (self.act, self.refuser):
            raise RefusalAwaitsWitness

    def _refuse_witness(
        self, hazard: Hazard, refuser: Appointment, by: Signatory, circumstances: Circumstances
    ) -> None:
        witness, directory = held("witness", self.witness, circumstances), circumstances.directory
        hand = holder(witness, directory)
        if is_one_hand(hand, holder(refuser, directory), directory) or is_one_hand(hand, by, directory):
            raise WitnessIsParty
        is_around = may_know(witness, is_here(hazard), directory, circumstances.today)
        if not is_around and witness.id not in hazard.involved:
            raise WitnessElsewhere


class WitnessRefusal(HazardCommand, name="hazard.witness_refusal"):
    """Say, as the witness who was named, whether one saw that it was refused."""

    act: Awaited
    refuser: AppointmentId
    is_confirmed: bool
    remarks: str | None = None

    def assigned(self, state: Hazard) -> frozenset[AppointmentId]:
        """The witness."""
        return frozenset({state.refusals[-1].witness}) if state.refusals else frozenset()

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """While a witness is awaited."""
        is_here(hazard)
        if not hazard.awaits_witness:
            raise NothingToWitness

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By the witness who was named, and by nobody who is, or acts for, a party."""
        by, refused, directory = signatory(circumstances), hazard.refusals[-1], circumstances.directory
        if refused.witness not in by.seats:
            raise NotTheWitness
        refuser = directory.appointment(refused.refuser)
        parties = (refused.by, *((holder(refuser, directory),) if refuser else ()))
        if any(is_one_hand(by, party, directory) for party in parties):
            raise WitnessIsParty

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[RefusalWitnessed]:
        """Seen, or not seen."""
        self.guard(state, circumstances)
        refused = state.refusals[-1]
        if (refused.act, refused.refuser) != (self.act, self.refuser):
            raise AnotherRefusal
        return (
            RefusalWitnessed(
                act=self.act,
                refuser=self.refuser,
                is_confirmed=self.is_confirmed,
                remarks=self.remarks,
                by=signatory(circumstances),
            ),
        )


def _is_of(by: Signatory, refuser: Appointment) -> bool:
    """Whether the refuser records it, or somebody in the refuser's post."""
    return by.person == refuser.person or refuser.id in by.seats


def _told(hazard: Hazard, refuser: Appointment, circumstances: Circumstances) -> UnitId:
    """The unit that follows it, or the next above the refuser's own."""
    own, following = body(circumstances, refuser.unit), body(circumstances, hazard.supervising_unit)
    if following is not None and following != own:
        return following
    return offices_above(refuser.unit, circumstances)[0]


def _clocks(hazard: Hazard, circumstances: Circumstances) -> Iterator[Deadline]:
    """The witness has a time, and so has the unit that was told, while the hazard is open."""
    if hazard.is_open:
        yield running(circumstances, clock.WITNESS)
        yield running(circumstances, clock.ANSWER_REFUSAL)
