"""What the made-up people do, one act at a time."""

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from domain.kernel.circumstances import Happened
from domain.kernel.commands import Command
from domain.kernel.identity import Actor


class Act(NamedTuple):
    """Commands that one person gives at one moment; without any, only time goes by."""

    at: datetime
    actor: Actor
    commands: tuple[Command[Any], ...] = ()
    happened: Happened | None = None
    drawing: str = ""
    """What the photo shows that goes with the first command able to carry one; empty for no photo."""
    shade: int = 0
    """By which one photo of a thing differs from another."""
    reads: int = 40
    """For how many seconds the text of each command was looked at before it was signed."""
    is_one_call: bool = False
    """Recorded in one call and signed by nobody: what is entered before anybody has a key."""

    @property
    def says(self) -> tuple[str, ...]:
        """Names of the commands."""
        return tuple(command.name for command in self.commands)

    @property
    def first(self) -> "Act":
        """What is done in one step: the first command, as each gets a signature of its own."""
        return self if self.is_one_call else self._replace(commands=self.commands[:1])

    @property
    def rest(self) -> "Act | None":
        """What the same person does next, once the text of it was read; the photo goes with what can carry one."""
        if self.is_one_call or len(self.commands) < 2:
            return None
        drawing = "" if hasattr(self.commands[0], "evidence") else self.drawing
        return self._replace(
            at=self.at + timedelta(seconds=self.reads + 2), commands=self.commands[1:], drawing=drawing
        )

    @property
    def shown_at(self) -> datetime:
        """When the text of the first command came onto the screen."""
        return self.at - timedelta(seconds=self.reads)


Story = Generator[Act, None, None]
"""Acts in the order of time; whoever runs it goes on only when the last one is on the record."""
