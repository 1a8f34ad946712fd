"""Whatever people try, in whatever order and post: no life of a hazard breaks what the rules promise."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.appointment.posts import Post
from domain.hazard import commands as c
from domain.hazard import events as e
from domain.hazard.grading import Grade
from domain.hazard.remembering import TELLING
from domain.hazard.separation import is_one_hand
from domain.hazard.state import Hazard
from domain.hazard.steps import possible_steps
from domain.hazard.terms import Awaited, Correctable, Interim, Lack, ListingLevel, Manner, Stage, TakingUp
from domain.kernel.commands import Command, On
from domain.kernel.events import Event
from domain.kernel.identity import Actor, ActorKind, Rule, StreamId
from domain.kernel.refusals import Malformed
from tests.domain.hazard import life
from tests.domain.hazard.life import HAZARD, OTHER
from tests.support.district import acting, post_id, unit_id
from tests.support.rules import Given

CAST = (
    life.TEACHER,
    life.OFFICER,
    life.HEAD,
    life.DEPUTY,
    life.LOGISTICS,
    life.SECTION,
    life.BUREAU_HEAD,
    life.CITY_SECTION,
    life.CITY_HEAD,
    life.FIRE,
    life.TOWN,
    acting("no9", Post.HEAD),
    Actor(kind=ActorKind.POLICY, rule=Rule(name="escalation", version=1)),
)
DAYS = st.integers(min_value=-3, max_value=60)
PEOPLE = st.sampled_from([post_id("no3", post) for post in (Post.LOGISTICS, Post.DEPUTY_HEAD, Post.SAFETY_OFFICER)])
ABOVE = st.sampled_from([post_id("dongcheng", Post.SAFETY_SECTION), post_id("edu", Post.SAFETY_SECTION)])
UNITS = st.sampled_from([unit_id(code) for code in ("no3", "dongcheng", "edu", "fire")])
EVIDENCE = st.sampled_from([(), (life.photo(),)])

SIMPLE: tuple[Command[Hazard], ...] = (
    life.register(),
    life.INTERIM,
    c.AcceptAssignment(hazard=HAZARD),
    c.DeclineAssignment(hazard=HAZARD, reason="x"),
    c.DecideDecline(hazard=HAZARD, is_upheld=True, reason="x"),
    c.DecideDecline(hazard=HAZARD, is_upheld=False, reason="x"),
    c.WaiveInterimMeasure(hazard=HAZARD, reason="x"),
    c.NoteProgress(hazard=HAZARD, note="x"),
    c.GrantExtension(hazard=HAZARD, reason="x"),
    c.RefuseExtension(hazard=HAZARD, reason="x"),
    c.CountersignClosing(hazard=HAZARD),
    c.Delist(hazard=HAZARD, remarks="x"),
    c.Recheck(hazard=HAZARD),
    c.ReportRecurrence(hazard=HAZARD, description="x"),
    c.ReopenHazard(hazard=HAZARD, reason="x"),
    c.CallRecheck(hazard=HAZARD),
    c.ProposeMerge(hazard=HAZARD, survivor=OTHER, reason="x"),
    c.ConfirmMerge(hazard=HAZARD, survivor=OTHER),
    c.RefuseMerge(hazard=HAZARD, reason="x"),
    c.ProposeVoid(hazard=HAZARD, reason="x"),
    c.ConfirmVoid(hazard=HAZARD),
    c.RefuseVoid(hazard=HAZARD, reason="x"),
    c.NoteSupervision(hazard=HAZARD, note="x"),
    c.CorrectEntry(hazard=HAZARD, field=Correctable.PLACE, value="操场", reason="x"),
    c.AddEvidence(hazard=HAZARD, evidence=(life.photo(2),)),
    c.TakeUp(hazard=HAZARD, how=TakingUp.COORDINATES, text="x"),
    c.AnswerHandover(hazard=HAZARD, department=unit_id("fire"), is_accepted=True, text="x"),
    c.AnswerInstruction(hazard=HAZARD, department=unit_id("fire"), is_done=True, text="x"),
    c.TakeInterimMeasure(hazard=HAZARD, kind=Interim.WATCH, description="x"),
    c.NameLeader(hazard=HAZARD, leader=post_id("no3", Post.HEAD), reason="x"),
    c.VerifyOwn(hazard=HAZARD, manner=Manner.REPAIRED),
    c.CheckFromAbove(hazard=HAZARD),
    *(
        c.RefuseSignature(
            hazard=HAZARD,
            act=act,
            refuser=post_id("no3", post),
            reason="x",
            witness=post_id("no3", Post.CLASS_TEACHER),
        )
        for act in (Awaited.ACCEPT, Awaited.VERIFY, Awaited.CONFIRM_VOID)
        for post in (Post.HEAD, Post.LOGISTICS)
    ),
    c.WitnessRefusal(hazard=HAZARD, act=Awaited.VERIFY, refuser=post_id("no3", Post.HEAD), is_confirmed=True),
)


BEGINNINGS = (
    life.found,
    life.registered,
    life.graded,
    life.assigned,
    life.extension_asked,
    life.rectified,
    life.closed,
    life.listed,
    life.major_rectified,
    life.major_verified,
    life.major_closed,
)
LEAVING = {"hazard.confirm_merge", "hazard.confirm_void"}


class AnyLife(RuleBasedStateMachine):
    """Random commands by random people on random days, powers asked; refusals leave everything as it was."""

    @initialize(history=st.sampled_from(BEGINNINGS))
    def begin(self, history: Callable[[], tuple[Event, ...]]) -> None:
        """Somewhere in a life that went well so far, on the Friday of its first week."""
        self.day = life.FRIDAY
        self.events = history()
        self.absorbed = 0

    @property
    def state(self) -> Hazard:
        """Folded anew from its history."""
        return life.hazard(self.events)

    @property
    def now(self) -> datetime:
        """The moment of asking."""
        return life.at(self.day)

    def story(self, actor: Actor) -> Given:
        """What the next decision finds; the other entry is an open major one of the same school."""
        return life.after(self.events).beside(StreamId(OTHER), *life.major()).as_(actor).at(self.now)

    def ask(self, command: Command[Hazard], actor: Actor) -> None:
        """One command; what it yields is remembered, and what was offered is not refused by stage or power."""
        done = self.story(actor).when(command)
        offered = possible_steps(self.state, life.circumstances(actor, self.day))
        if isinstance(done.refusal, Malformed):
            return
        if command.name in STEP_NAMES and done.refusal is None:
            assert command.name in offered
        own = tuple(each for each in done.outcomes if not isinstance(each, On))
        beside = (each.event for each in done.outcomes if isinstance(each, On))
        self.absorbed += sum(isinstance(each, e.DuplicateAbsorbed) for each in beside)
        self.events = (*self.events, *own)

    def later(self, days: int) -> date:
        """A day counted from today."""
        return self.day + timedelta(days=days)

    @rule(days=st.integers(min_value=1, max_value=20))
    def wait(self, days: int) -> None:
        """Time passes; the calendars known end with 2026."""
        if self.day < date(2026, 6, 1):
            self.day = self.later(days)

    @rule(command=st.sampled_from(SIMPLE), actor=st.sampled_from(CAST))
    def try_anything(self, command: Command[Hazard], actor: Actor) -> None:
        """A step that needs no choice."""
        self.ask(command, actor)

    @rule(data=st.data(), actor=st.sampled_from(CAST))
    def go_on(self, data: st.DataObject, actor: Actor) -> None:
        """A step that is offered to this person, so that lives get somewhere; leaving is left to chance."""
        names = set(possible_steps(self.state, life.circumstances(actor, self.day))) - LEAVING
        offered = [command for command in (*SIMPLE, *self.usual()) if command.name in names]
        if offered:
            self.ask(data.draw(st.sampled_from(offered)), actor)

    def usual(self) -> tuple[Command[Hazard], ...]:
        """Steps that need a choice, chosen as people would."""
        soon = self.later(10)
        return (
            life.grade(Grade.GENERAL),
            life.grade(Grade.MAJOR),
            life.assignment(),
            life.assignment(due_on=soon),
            life.rectification(),
            c.VerifyRectification(hazard=HAZARD, manner=Manner.REMOVED),
            c.RejectRectification(hazard=HAZARD, reason="x", due_on=soon),
            c.RequestExtension(hazard=HAZARD, due_on=self.later(40), reason="x"),
            life.listing(),
        )

    @rule(grade=st.sampled_from(Grade), actor=st.sampled_from(CAST))
    def decide_grade(self, grade: Grade, actor: Actor) -> None:
        """Up and down."""
        self.ask(life.grade(grade), actor)

    @rule(rectifier=PEOPLE, overseer=PEOPLE, supervisor=ABOVE, days=st.none() | DAYS, actor=st.sampled_from(CAST))
    def assign(self, rectifier: object, overseer: object, supervisor: object, days: int | None, actor: Actor) -> None:
        """To whomever."""
        due_on = None if days is None else self.later(days)
        named = {"rectifier": rectifier, "overseer": overseer, "supervisor": supervisor}
        self.ask(life.assignment(due_on=due_on, **named), actor)

    @rule(evidence=EVIDENCE, actor=st.sampled_from(CAST), on_the_spot=st.booleans())
    def rectify(self, evidence: tuple[object, ...], actor: Actor, on_the_spot: bool) -> None:
        """Done, with or without proof."""
        done = life.rectification(evidence=evidence)
        spot = c.SelfRectify(hazard=HAZARD, manner=done.manner, account=done.account, evidence=done.evidence)
        self.ask(spot if on_the_spot else done, actor)

    @rule(manner=st.sampled_from(Manner), actor=st.sampled_from(CAST))
    def verify(self, manner: Manner, actor: Actor) -> None:
        """Somebody went to look."""
        self.ask(c.VerifyRectification(hazard=HAZARD, manner=manner), actor)

    @rule(days=DAYS, actor=st.sampled_from(CAST))
    def set_a_day(self, days: int, actor: Actor) -> None:
        """Rejecting, asking for time, listing, noting, instructing: everything that carries a day."""
        due_on = self.later(days)
        self.ask(c.RejectRectification(hazard=HAZARD, reason="x", due_on=due_on), actor)
        self.ask(c.RequestExtension(hazard=HAZARD, due_on=due_on, reason="x"), actor)
        self.ask(c.NoteSupervision(hazard=HAZARD, note="x", due_on=due_on), actor)

    @rule(days=st.none() | DAYS, actor=st.sampled_from(CAST))
    def list_it(self, days: int | None, actor: Actor) -> None:
        """Put a name to it."""
        due_on = None if days is None else self.later(days)
        listing = c.ListForSupervision(
            hazard=HAZARD, document_no="1", level=ListingLevel.CITY, legal_basis="x", due_on=due_on
        )
        self.ask(listing, actor)

    @rule(to=UNITS, days=DAYS, actor=st.sampled_from(CAST))
    def reach_out(self, to: object, days: int, actor: Actor) -> None:
        """Upward, and to departments."""
        unit = unit_id("fire") if to is None else to
        self.ask(c.ReportUpward(hazard=HAZARD, to=unit, text="x"), actor)  # type: ignore[arg-type]
        self.ask(c.ReportInability(hazard=HAZARD, to=unit, lacks=(Lack.MONEY,), text="x"), actor)  # type: ignore[arg-type]
        self.ask(c.HandOver(hazard=HAZARD, department=unit, text="x"), actor)  # type: ignore[arg-type]
        instruct = c.InstructDepartment(hazard=HAZARD, department=unit, text="x", due_on=self.later(days))  # type: ignore[arg-type]
        self.ask(instruct, actor)

    @rule(actor=st.sampled_from(CAST), level=st.integers(min_value=0, max_value=4))
    def let_clocks_run_out(self, actor: Actor, level: int) -> None:
        """Every running clock, by whoever."""
        for name, clock in tuple(self.state.clocks.items()):
            due_at = clock.deadline.due_at
            self.ask(c.WarnOfClock(hazard=HAZARD, clock=name, due_at=due_at), actor)
            self.ask(c.MarkOverdue(hazard=HAZARD, clock=name, due_at=due_at), actor)
            self.ask(c.Escalate(hazard=HAZARD, clock=name, due_at=due_at, level=level), actor)

    @invariant()
    def nobody_closes_what_he_rectified(self) -> None:
        """Verifier, countersigner and rectifier are different people, each time anew."""
        rectified: e.HazardRectified | None = None
        verified: e.RectificationVerified | None = None
        for event in self.events:
            match event:
                case e.HazardRectified():
                    rectified, verified = event, None
                case e.RectificationRejected() | e.HazardReopened():
                    rectified = verified = None
                case e.RectificationVerified():
                    assert rectified is not None
                    assert not is_one_hand(event.by, rectified.by, life.people())
                    assert event.verified_on >= rectified.rectified_on
                    verified = event
                case e.ClosingCountersigned():
                    assert verified is not None
                    assert rectified is not None
                    assert not is_one_hand(event.by, verified.by, life.people())
                    assert not is_one_hand(event.by, rectified.by, life.people())

    @invariant()
    def a_number_is_given_once(self) -> None:
        """And nothing is closed, assigned or rectified without one."""
        assert sum(isinstance(event, e.HazardRegistered) for event in self.events) == (self.state.number is not None)
        if self.state.stage not in (Stage.FOUND, Stage.MERGED, Stage.VOIDED):
            assert self.state.number is not None

    @invariant()
    def closed_means_verified(self) -> None:
        """A major one countersigned besides."""
        state = self.state
        if state.is_closed_out:
            assert state.verified_by is not None
            assert state.closed_on is not None
            last = [each for each in self.events if isinstance(each, e.RectificationVerified)][-1]
            after_it = self.events[self.events.index(last) :]
            assert last.awaits_countersignature == any(isinstance(each, e.ClosingCountersigned) for each in after_it)
        else:
            assert state.closed_on is None or state.has_left

    @invariant()
    def a_day_moves_back_only_by_an_extension(self) -> None:
        """Within one regime of grade and between rejections."""
        due: date | None = None
        for event in self.events:
            match event:
                case e.ExtensionGranted() | e.RectificationRejected() | e.HazardReopened() | e.HazardGraded():
                    due = None
                case e.HazardAssigned() | e.SupervisionNoted() | e.HazardListed():
                    for deadline in event.started:
                        if deadline.clock == "hazard.rectify":
                            assert due is None or deadline.due_on <= due
                            due = deadline.due_on

    @invariant()
    def no_extension_without_protection_and_a_report(self) -> None:
        """Since the hazard was last opened; a superior who acts needs no report."""
        protected = told = False
        for event in self.events:
            match event:
                case e.InterimMeasureTaken() | e.InterimMeasureWaived():
                    protected = True
                case e.HazardReopened():
                    protected, told = False, event.by.unit != unit_id("no3")
                case e.HazardAssigned():
                    told = told or event.by.unit != unit_id("no3")
                case e.ExtensionGranted():
                    assert protected
                    assert told
                case _ if isinstance(event, TELLING):
                    told = True

    @invariant()
    def extensions_are_not_granted_by_who_asked(self) -> None:
        """Each request with its answer."""
        asked: e.ExtensionRequested | None = None
        for event in self.events:
            match event:
                case e.ExtensionRequested():
                    asked = event
                case e.ExtensionGranted() | e.ExtensionRefused():
                    assert asked is not None
                    assert not is_one_hand(event.by, asked.by, life.people())

    @invariant()
    def what_left_took_two_people_and_is_still_there(self) -> None:
        """And has no clocks; its survivor knows of it."""
        state = self.state
        assert self.absorbed == (state.stage is Stage.MERGED)
        if not state.has_left:
            return
        assert not state.clocks
        last = self.events[-1]
        assert isinstance(last, e.HazardMerged | e.HazardVoided)
        proposed = [each for each in self.events if isinstance(each, e.MergeProposed | e.VoidProposed)][-1]
        assert not is_one_hand(last.by, proposed.by, life.people())

    @invariant()
    def clocks_run_only_for_what_is_awaited(self) -> None:
        """One of rectifying and verifying, and after closing nothing but a recheck."""
        running = set(self.state.clocks)
        if self.state.is_closed_out:
            assert running <= {"hazard.recheck"}
        if self.state.stage is Stage.ASSIGNED:
            assert "hazard.rectify" in running
        if self.state.stage in (Stage.RECTIFIED, Stage.AWAITING_COUNTERSIGNATURE):
            assert "hazard.verify" in running
            assert "hazard.rectify" not in running


STEP_NAMES = {command.name for command in SIMPLE if not isinstance(command, c.CallRecheck)}

TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(
    max_examples=50,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
