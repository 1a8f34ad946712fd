"""The table of powers: which post may do what, and how far. House rules; one line a command, no line, no power.

*Subtree* includes the own body, so a post that stands under `subtree` need not stand under `own`. Administrators
of accounts hold no post and stand nowhere here. What a command asks beyond the table (the verifier is not the
rectifier, grades go down only from above) its own rules say. Every cell is held by `tests/data/powers.csv`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from domain.appointment.posts import (
    BUREAU,
    BUREAU_ALL,
    BUREAU_LEADERS,
    DEPARTMENT,
    SCHOOL,
    SCHOOL_LEADERS,
    SCHOOL_SAFETY,
    WORKING,
    Post,
)
from domain.appointment.reach import Reach
from domain.kernel.identity import ActorKind

Posts = frozenset[Post]
NOBODY: Posts = frozenset()


class Power(NamedTuple):
    """One line: the posts that have the power, by reach, and what may act besides people."""

    own: Posts = NOBODY
    subtree: Posts = NOBODY
    relation: Posts = NOBODY
    assigned: Posts = NOBODY
    kinds: frozenset[ActorKind] = frozenset()

    def posts(self, reach: Reach) -> Posts:
        """The posts that have it by one reach."""
        held: Posts = getattr(self, reach.value)
        return held

    def is_for(self, kind: ActorKind) -> bool:
        """Whether this kind of actor may ask at all; what is for imports nobody does by hand, not even in a post."""
        if kind is ActorKind.PERSON:
            return ActorKind.IMPORT not in self.kinds
        return kind in self.kinds

    def has(self, post: Post) -> bool:
        """Whether the post has it by any reach."""
        return any(post in self.posts(reach) for reach in Reach)


def _posts(*posts: Post) -> Posts:
    return frozenset(posts)


_HEAD, _BUREAU_HEAD, _REGISTRAR = _posts(Post.HEAD), _posts(Post.BUREAU_HEAD), _posts(Post.REGISTRAR)
_DEPARTMENT_HEAD = _posts(Post.DEPARTMENT_HEAD)
_FIRST_TWO = _HEAD | _posts(Post.PARTY_SECRETARY)
"""党政同责: head and secretary answer alike."""
_OFFICE, _TOWN = _posts(Post.GROUP_OFFICE), _posts(Post.TOWN_OFFICER)
_OUTSIDE = _TOWN | DEPARTMENT
"""Towns and departments in their own house: what they register there they can bring to its end."""
_LINKED = _posts(Post.LINKED_OFFICER)
_SECTION_PEOPLE = _posts(Post.SAFETY_SECTION, Post.LINKED_OFFICER, Post.BUREAU_STAFF)
"""Who works in a section that particular schools are linked to."""
_OVERSEERS = BUREAU | _LINKED
"""Who looks after closure from above: the leaders, the safety section, the officer linked to the school."""
_BESIDE = SCHOOL_SAFETY | _SECTION_PEOPLE | _TOWN
"""Who supervises beside the tree: a centre school, a linked section, a town."""
_SUPERVISORS = SCHOOL_SAFETY | BUREAU_ALL | _OUTSIDE | _OFFICE
"""Whoever can be named as supervisor of a hazard; what a supervisor decides is theirs by assignment."""
_POLICY = frozenset({ActorKind.POLICY})
_IMPORT = frozenset({ActorKind.IMPORT})
_CONSOLE = frozenset({ActorKind.CONSOLE})
_ANYBODY = frozenset(Post)

HAZARD = {
    "hazard.report": Power(
        own=WORKING,
        subtree=SCHOOL_SAFETY | BUREAU_ALL | _OFFICE,
        relation=_BESIDE | DEPARTMENT,
    ),
    "hazard.self_rectify": Power(own=WORKING, subtree=SCHOOL_SAFETY | BUREAU_ALL, relation=_BESIDE | DEPARTMENT),
    "hazard.register": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU, relation=SCHOOL_SAFETY),
    "hazard.grade": Power(own=WORKING, subtree=SCHOOL_SAFETY | _OVERSEERS | _OFFICE, relation=_BESIDE),
    "hazard.assign": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU | _OFFICE, relation=SCHOOL_SAFETY),
    "hazard.accept": Power(assigned=WORKING),
    "hazard.decline": Power(assigned=WORKING),
    "hazard.decide_decline": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU | _OFFICE, relation=SCHOOL_SAFETY),
    "hazard.plan": Power(own=SCHOOL_SAFETY | _OUTSIDE, subtree=BUREAU, assigned=WORKING),
    "hazard.note_progress": Power(own=SCHOOL_SAFETY | _OUTSIDE, assigned=WORKING),
    "hazard.take_interim_measure": Power(
        own=WORKING,
        subtree=SCHOOL_SAFETY | _OVERSEERS,
        relation=_BESIDE,
        assigned=WORKING,
    ),
    "hazard.waive_interim_measure": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | _OVERSEERS, relation=SCHOOL_SAFETY),
    "hazard.report_upward": Power(own=BUREAU | _OUTSIDE, subtree=SCHOOL_SAFETY),
    "hazard.hand_over": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU, relation=SCHOOL_SAFETY),
    "hazard.answer_handover": Power(assigned=DEPARTMENT | _TOWN | BUREAU),
    "hazard.report_inability": Power(own=SCHOOL_SAFETY | _OUTSIDE, assigned=WORKING),
    "hazard.take_up": Power(subtree=SCHOOL_LEADERS | BUREAU | _OFFICE, relation=SCHOOL_LEADERS),
    "hazard.instruct": Power(subtree=BUREAU | _OFFICE),
    "hazard.answer_instruction": Power(assigned=WORKING),
    "hazard.name_leader": Power(own=_DEPARTMENT_HEAD, subtree=_FIRST_TWO | BUREAU_LEADERS | _OFFICE),
    "hazard.request_extension": Power(assigned=WORKING),
    "hazard.grant_extension": Power(subtree=BUREAU, relation=SCHOOL_LEADERS, assigned=_SUPERVISORS),
    "hazard.refuse_extension": Power(subtree=BUREAU, relation=SCHOOL_LEADERS, assigned=_SUPERVISORS),
    "hazard.list_for_supervision": Power(own=_DEPARTMENT_HEAD, subtree=BUREAU | _OFFICE),
    "hazard.delist": Power(own=_DEPARTMENT_HEAD, subtree=BUREAU | _OFFICE),
    "hazard.note_supervision": Power(
        subtree=SCHOOL_SAFETY | _OVERSEERS | _OFFICE,
        relation=_BESIDE | DEPARTMENT,
        assigned=_SUPERVISORS,
    ),
    "hazard.report_rectified": Power(assigned=WORKING),
    "hazard.reject": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | _OVERSEERS, relation=_BESIDE),
    "hazard.verify": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | _OVERSEERS, relation=_BESIDE),
    "hazard.verify_own": Power(own=SCHOOL),
    "hazard.check_from_above": Power(
        subtree=SCHOOL_SAFETY | _OVERSEERS,
        relation=SCHOOL_SAFETY | _SECTION_PEOPLE,
    ),
    "hazard.countersign": Power(own=_DEPARTMENT_HEAD, subtree=_HEAD | _BUREAU_HEAD),
    "hazard.recheck": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | _OVERSEERS, relation=_BESIDE),
    "hazard.report_recurrence": Power(own=WORKING, subtree=SCHOOL_SAFETY | _OVERSEERS | _OFFICE, relation=_BESIDE),
    "hazard.reopen": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | _OVERSEERS, relation=_BESIDE),
    "hazard.propose_merge": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU, relation=SCHOOL_SAFETY),
    "hazard.confirm_merge": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU, relation=SCHOOL_SAFETY),
    "hazard.refuse_merge": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU, relation=SCHOOL_SAFETY),
    "hazard.propose_void": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU, relation=SCHOOL_SAFETY),
    "hazard.confirm_void": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU, relation=SCHOOL_SAFETY),
    "hazard.refuse_void": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU, relation=SCHOOL_SAFETY),
    "hazard.correct": Power(own=_OUTSIDE, subtree=SCHOOL_SAFETY | BUREAU, relation=SCHOOL_SAFETY),
    "hazard.add_evidence": Power(
        own=WORKING,
        subtree=SCHOOL_SAFETY | BUREAU_ALL | _OFFICE,
        relation=_BESIDE | DEPARTMENT,
        assigned=WORKING,
    ),
    "hazard.refuse_signature": Power(
        own=WORKING,
        subtree=SCHOOL_SAFETY | _OVERSEERS | _OFFICE,
        relation=_BESIDE,
        assigned=WORKING,
    ),
    "hazard.witness_refusal": Power(assigned=WORKING),
    "hazard.call_recheck": Power(kinds=_POLICY),
    "hazard.warn": Power(kinds=_POLICY),
    "hazard.mark_overdue": Power(kinds=_POLICY),
    "hazard.escalate": Power(kinds=_POLICY),
    "hazard.take_over": Power(subtree=SCHOOL_SAFETY | BUREAU, kinds=_IMPORT),
}
"""The life of a hazard."""

ORGANISATION = {
    "organisation.register_unit": Power(subtree=_REGISTRAR, kinds=_CONSOLE),
    "organisation.name_unit_in_ledger": Power(subtree=SCHOOL_SAFETY | BUREAU, kinds=_IMPORT),
    "organisation.enrol_unit": Power(subtree=_REGISTRAR),
    "organisation.rename_unit": Power(subtree=_REGISTRAR),
    "organisation.move_unit": Power(subtree=_REGISTRAR),
    "organisation.close_unit": Power(subtree=_REGISTRAR),
    "organisation.begin_supervision": Power(subtree=_REGISTRAR),
    "organisation.end_supervision": Power(subtree=_REGISTRAR),
    "organisation.allow_own_verification": Power(subtree=_REGISTRAR | BUREAU_LEADERS),
    "organisation.end_own_verification": Power(subtree=_REGISTRAR | BUREAU_LEADERS),
    "person.enrol": Power(subtree=_REGISTRAR, kinds=_CONSOLE),
    "person.name_in_ledger": Power(subtree=SCHOOL_SAFETY | BUREAU, kinds=_IMPORT),
    "person.correct_name": Power(subtree=_REGISTRAR),
    "person.leave": Power(subtree=_REGISTRAR),
    "person.erase": Power(subtree=_REGISTRAR),
    "person.carry_out_erasure": Power(kinds=_POLICY),
    "appointment.make": Power(subtree=_REGISTRAR, kinds=_CONSOLE),
    "appointment.delegate": Power(assigned=WORKING),
    "appointment.end": Power(subtree=_REGISTRAR, assigned=WORKING),
}
"""Units, people, appointments. A delegation is its giver's affair: only who holds the post can give it."""

KEYS = {
    "key.enrol": Power(assigned=_ANYBODY),
    "key.rename": Power(assigned=_ANYBODY),
    "key.confirm": Power(subtree=_REGISTRAR, kinds=_CONSOLE),
    "key.refuse": Power(subtree=_REGISTRAR),
    "key.revoke": Power(subtree=_REGISTRAR, assigned=_ANYBODY, kinds=_CONSOLE),
}
"""Keys to sign with. *Assigned* is their holder; whoever has no post has no key, administrators among them."""

HOUSE = {
    "policy.begin_signing": Power(kinds=_CONSOLE),
    "policy.introduce_levels": Power(kinds=_CONSOLE),
    "policy.set_signing_level": Power(subtree=_OFFICE | _BUREAU_HEAD),
    "deadline.begin_limits": Power(kinds=_CONSOLE),
    "deadline.enter_calendar": Power(subtree=_REGISTRAR | _OFFICE | _BUREAU_HEAD, kinds=_CONSOLE),
    "deadline.set_limit": Power(subtree=_OFFICE | _BUREAU_HEAD, kinds=_CONSOLE),
    "log.set_key": Power(kinds=_CONSOLE),
    "log.declare_fork": Power(kinds=_CONSOLE),
}
"""What concerns everybody: only from the root of the tree."""

ACCESS = {"access.unmask_names": Power(subtree=_ANYBODY, relation=WORKING, assigned=_ANYBODY, kinds=_CONSOLE)}
"""Names in full in an export: whoever reads there may have them, and answers for it. *Assigned* is what one reads."""

_HOLDERS = _posts(Post.INVESTIGATOR, Post.BUREAU_HEAD, Post.SAFETY_SECTION)
KEEPING = {
    "hold.place": Power(subtree=_HOLDERS),
    "hold.release": Power(subtree=_HOLDERS),
    "subject.erase": Power(subtree=_REGISTRAR | _BUREAU_HEAD),
    "subject.carry_out": Power(kinds=_POLICY),
    "retention.set": Power(subtree=_OFFICE | _BUREAU_HEAD),
    "retention.purge": Power(kinds=_POLICY),
}
"""What is kept as evidence and what goes: investigators hold, and change nothing else; auditors change nothing."""

POWERS: dict[str, Power] = HAZARD | ORGANISATION | KEYS | HOUSE | ACCESS | KEEPING
"""Every command there is, by its name."""


def _reads(posts: Iterable[Post], *reaches: Reach) -> dict[Post, frozenset[Reach]]:
    return dict.fromkeys(posts, frozenset(reaches))


READS: dict[Post, frozenset[Reach]] = {
    **_reads(WORKING, Reach.SUBTREE, Reach.RELATION, Reach.ASSIGNED),
    **_reads((Post.REGISTRAR, Post.AUDITOR, Post.INVESTIGATOR), Reach.SUBTREE),
}
"""What each post may see; whoever reads its own body reads what is below it too."""
