"""What the made-up people do, one act at a time."""

from collections.abc import Generator
from datetime import datetime
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

    @property
    def says(self) -> tuple[str, ...]:
        """Names of the commands."""
        return tuple(command.name for command in self.commands)


Story = Generator[Act, None, None]
"""Acts in the order of time; whoever runs it goes on only when the last one is on the record."""
