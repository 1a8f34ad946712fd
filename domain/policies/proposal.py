"""What a policy asks for: a command under an identifier that is the same whenever the same thing is asked."""

from typing import Any, NamedTuple

from domain.kernel.commands import Command
from domain.kernel.identity import Actor, ActorKind, CommandId, Rule, natural_id


class Proposal(NamedTuple):
    """A command, the id that makes repeats harmless, and the policy as its actor."""

    command_id: CommandId
    command: Command[Any]
    actor: Actor


def propose(rule: Rule, command: Command[Any], *occasion: str) -> Proposal:
    """The proposal of a rule for one occasion: the same occasion gives the same command id for ever.

    The rule's version is not part of the id: a newer version does not repeat what an older one did.
    """
    command_id = CommandId(natural_id("policy", rule.name, command.name, *occasion))
    return Proposal(command_id, command, Actor(kind=ActorKind.POLICY, rule=rule))
