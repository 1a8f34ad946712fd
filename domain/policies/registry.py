"""All policies with the rules they act by, for the documentation and for whoever looks up an act of a policy."""

from typing import NamedTuple

from domain.kernel.identity import Rule
from domain.policies import escalation, recheck


class Policy(NamedTuple):
    """A policy's rule in its current version, what it answers, and the commands it may ask for."""

    rule: Rule
    answers: str
    asks_for: tuple[str, ...]


POLICIES: tuple[Policy, ...] = (
    Policy(
        escalation.RULE,
        "a clock that runs out",
        ("hazard.warn", "hazard.mark_overdue", "hazard.escalate"),
    ),
    Policy(recheck.RULE, "a general hazard that was closed out", ("hazard.call_recheck",)),
)

BY_NAME = {policy.rule.name: policy for policy in POLICIES}
