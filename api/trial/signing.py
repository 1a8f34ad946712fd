"""What made-up people do is signed as real people sign: each step over its own text, by a key of whoever does it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from api.caller import names_of
from api.reading.names import Names
from api.reading.statement_text import statement_in
from api.signing.prepared import Form, Prepared, prepared_step
from api.signing.verifying import verify_recorded
from api.system import System
from api.trial.memory import Memory
from api.trial.pens import Pens
from api.words import speaking
from domain.application import Asked, Foreseen
from domain.hazard.state import Hazard
from domain.kernel.commands import Command
from domain.kernel.identity import KeyId, PersonId
from domain.key.commands import EnrolKey, RevokeKey
from domain.key.events import KeyEnrolled
from domain.key.terms import Level
from domain.seal.dsse import written
from domain.signing import Signed, needed_level

LOCALE = "zh-CN"
"""What they read in Qinghe."""


class Signatures:
    """Signs steps in place of a browser: foreseen, put in words, signed and verified, without waiting in a table."""

    def __init__(self, system: System, pens: Pens, memory: Memory) -> None:
        self._system, self._pens, self._memory = system, pens, memory
        self._hazards = cast("Mapping[UUID, Hazard]", memory.hazards)
        self._people: Mapping[PersonId, str] = {}

    def under(self, command: Command[Any], asked: Asked, shown_at: datetime) -> Asked:
        """The same with a signature by the best key the person has now; as it is where there is none.

        Refuses as the step itself does.
        """
        self._follow()
        if asked.actor.person is None or not self._system.application.reference.levels.has_begun:
            return asked
        if (held := self._best(command, asked.actor.person)) is None:
            return asked
        asked = replace(asked, claimed_at=shown_at)
        return self._signed(command, asked, self._foreseen(command, asked), *held)

    def _follow(self) -> None:
        if self._memory.is_ahead:
            self._system.application.catch_up()
            self._memory.is_ahead = False

    def _foreseen(self, command: Command[Any], asked: Asked) -> Foreseen:
        """From memory for what most steps are about: the application looks again when the step is taken."""
        application, state = self._system.application, self._memory.state_of(command)
        if state is None:
            return application.foresee(command, asked)
        needed = needed_level(command, state, application.circumstances(asked))
        return Foreseen(self._memory.subject(command.stream), needed, state)

    def _signed(self, command: Command[Any], asked: Asked, seen: Foreseen, key: KeyId, enrolled: KeyEnrolled) -> Asked:
        step = self._prepared(command, asked, seen)
        envelope = self._pens.sign(step.payload, key, enrolled, asked.now)
        verify_recorded(envelope, enrolled)
        signed = Signed(envelope=written(envelope), statement=step.statement, key=key, display=step.display)
        return replace(asked, signed=signed)

    def _prepared(self, command: Command[Any], asked: Asked, seen: Foreseen) -> Prepared:
        with speaking(LOCALE, self._system.settings.zone):
            text = statement_in(self._names(), self._system, command, asked, seen)
        return prepared_step(
            prepared_id=asked.command_id,
            log=self._system.application.log_name,
            command=command,
            asked=asked,
            subject=seen.subject,
            display=self._system.disclose(text),
            locale=LOCALE,
            nonce=self._system.random(32).hex(),
            needed=seen.needed,
            form=Form(),
            expires_at=asked.now,
        )

    def _best(self, command: Command[Any], person: PersonId) -> tuple[KeyId, KeyEnrolled] | None:
        """The strongest, of several the one held longest; a key signs its own enrolment, and never its own end."""
        if isinstance(command, EnrolKey):
            return command.key, command.enrolled
        ended = command.key if isinstance(command, RevokeKey) else None
        order = tuple(Level)
        able = [key for key in self._memory.keys.able(person) if key.id in self._pens.made and key.id != ended]
        best = max(able, key=lambda key: order.index(key.level), default=None)
        return (best.id, best.enrolment) if best and best.enrolment else None

    def _names(self) -> Names:
        """Names of everybody in the directory, looked up anew when there are more of them."""
        directory = self._system.application.reference.directory
        people = directory.people()
        if len(people) != len(self._people):
            self._people = names_of(self._system.pool, directory, {each.id for each in people})
        return Names(directory, self._people, None, self._hazards)
