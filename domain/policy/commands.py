"""What can be asked about policies: only for the whole tree, from its root."""

from dataclasses import replace
from datetime import date
from typing import ClassVar

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import StreamId, UnitId
from domain.kernel.quantities import check_line
from domain.key.terms import Level
from domain.policy.events import SigningLevelSet
from domain.policy.refusals import ActNotKnown, BelowTheFloor, PolicyBegun, PolicyInThePast, SameLevels
from domain.policy.signing_levels import FLOORS, initial_levels
from domain.policy.state import SIGNING, SigningLevels


class SigningCommand(Command[SigningLevels]):
    """A command towards the levels of signing."""

    state: ClassVar[type[State]] = SigningLevels

    @property
    def stream(self) -> StreamId:
        """The one stream of all levels."""
        return SIGNING

    def subject_unit(self, state: SigningLevels) -> UnitId | None:
        """Everybody's affair."""
        return None


class BeginSigning(SigningCommand, name="policy.begin_signing"):
    """Let steps need signatures from now on, by the levels a new log begins with; asked once, from the console."""

    def decide(self, state: SigningLevels, circumstances: Circumstances) -> tuple[SigningLevelSet, ...]:
        """Refuse where levels are set already."""
        if state.has_begun:
            raise PolicyBegun
        return initial_levels()


class IntroduceLevels(SigningCommand, name="policy.introduce_levels"):
    """Set the levels of acts that a newer version brings, in a log that asks for signatures; from the console."""

    def decide(self, state: SigningLevels, circumstances: Circumstances) -> tuple[SigningLevelSet, ...]:
        """Of acts that have none, from today on. Refuse where none is missing, or nothing is signed yet."""
        missing = (each for each in initial_levels() if state.has_begun and not state.versions(each.act))
        introduced = tuple(replace(each, effective_on=circumstances.today) for each in missing)
        if not introduced:
            raise SameLevels
        return introduced


class SetSigningLevel(SigningCommand, name="policy.set_signing_level"):
    """Change the level that an act needs, for acts on or after a day."""

    act: str
    general: Level
    major: Level
    source: str
    effective_on: date

    def check(self) -> None:
        """Refuse a source that cannot be stored."""
        check_line("source", self.source)

    def decide(self, state: SigningLevels, circumstances: Circumstances) -> tuple[SigningLevelSet]:
        """Refuse unknown acts, days past, levels below the floor, and a change of nothing."""
        versions = state.versions(self.act)
        if not versions:
            raise ActNotKnown(act=self.act)
        if self.effective_on < circumstances.today:
            raise PolicyInThePast(today=circumstances.today)
        floor = FLOORS.get(self.act, Level.NONE)
        if not (self.general.suffices_for(floor) and self.major.suffices_for(floor)):
            raise BelowTheFloor(level=floor.value)
        newest = versions[-1]
        if (newest.general, newest.major, newest.effective_on) == (self.general, self.major, self.effective_on):
            raise SameLevels
        return (
            SigningLevelSet(
                act=self.act,
                version=newest.version + 1,
                general=self.general,
                major=self.major,
                source=self.source,
                effective_on=self.effective_on,
            ),
        )
