"""Hazards that come about as people bring them about: by commands, one after the other, on the clock of a trial log."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.commanding import build
from api.system import System
from domain.application import Receipt
from domain.appointment.posts import Post
from domain.kernel.circumstances import Basis, Happened
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Actor, AttachmentId
from tests.support.district import acting, post_id, unit_id
from tests.support.samples import sample

Who = tuple[str, Post]
HEAD, OFFICER, GUARD = ("no3", Post.HEAD), ("no3", Post.SAFETY_OFFICER), ("no3", Post.GUARD)
LOGISTICS, SECTION = ("no3", Post.LOGISTICS), ("dongcheng", Post.SAFETY_SECTION)


@dataclass
class Stories:
    """Tells stories on one log; `now` moves on by a minute with every act and never back."""

    system: System
    now: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    positions: list[int] = field(default_factory=list)

    def later(self, **span: float) -> "Stories":
        """Let time pass, e.g. `later(days=3)`."""
        self.now += timedelta(**span)
        return self

    def does(self, who: Who, command: str, *, happened: date | None = None, **values: Any) -> Receipt:
        """Somebody gives a command; returns the receipt."""
        return self.acts(acting(*who), command, happened=happened, **values)

    def acts(
        self, actor: Actor, command: str, *, happened: date | None = None, basis: Basis | None = None, **values: Any
    ) -> Receipt:
        """An actor of any kind gives a command."""
        self.now += timedelta(minutes=1)
        system = self.system.at(lambda: self.now)
        built = build(command, values, disclose=system.disclose, attest=_attest)
        asked = system.asked(actor)
        if happened:
            asked = replace(asked, happened=Happened(on=happened))
        receipt = system.application.handle(built, replace(asked, basis=basis or asked.basis))
        self.positions.append(receipt.position)
        return receipt

    def found(self, who: Who = GUARD, *, unit: str = "no3", happened: date | None = None, **said: Any) -> UUID:
        """Somebody reports a hazard; what is not said is a loose railing on the third floor."""
        hazard = self.system.new_stream()
        values = {
            "place": {"text": "教学楼三楼东侧走廊"},
            "category": "building.railings",
            "description": "护栏松动，两根立柱脱焊",
            **said,
        }
        self.does(who, "hazard.report", happened=happened, hazard=str(hazard), unit=str(unit_id(unit)), **values)
        return hazard

    def registered(self, who: Who = OFFICER, *, unit: str = "no3", **said: Any) -> UUID:
        """Reported and registered by somebody of the unit."""
        hazard = self.found(said.pop("finder", who), unit=unit, **said)
        self.does(who, "hazard.register", hazard=str(hazard), unit_code=unit, year=self.now.year)
        return hazard

    def assigned(self, **said: Any) -> UUID:
        """Registered, graded general and assigned in the third middle school."""
        hazard = self.registered(**said)
        self.does(OFFICER, "hazard.grade", hazard=str(hazard), grade="general", reason="不构成重大隐患")
        self.assigns(hazard)
        return hazard

    def assigns(self, hazard: UUID) -> None:
        """The head assigns it to logistics with the five implementations, and it is accepted."""
        self.does(
            HEAD,
            "hazard.assign",
            hazard=str(hazard),
            rectifier=str(post_id(*LOGISTICS)),
            overseer=str(post_id(*OFFICER)),
            supervisor=str(post_id(*SECTION)),
            responsibility="后勤处负责",
            measures="重新焊接并加固",
            funds_fen=120_000,
            contingency="课间安排值守",
        )
        self.does(LOGISTICS, "hazard.accept", hazard=str(hazard))

    def rectified(self, **said: Any) -> UUID:
        """Assigned and put right."""
        hazard = self.assigned(**said)
        self.puts_right(hazard)
        return hazard

    def puts_right(self, hazard: UUID) -> None:
        """Logistics say that it is done."""
        self.does(LOGISTICS, "hazard.report_rectified", hazard=str(hazard), manner="repaired", account="已重新焊接")

    def verified(self, **said: Any) -> UUID:
        """Put right, and verified by the head."""
        hazard = self.rectified(**said)
        self.does(HEAD, "hazard.verify", hazard=str(hazard), manner="repaired", remarks="现场查看，牢固")
        return hazard


def _attest(attachment: UUID) -> Evidence:
    evidence: Evidence = sample(Evidence)
    return replace(evidence, attachment=AttachmentId(attachment))
