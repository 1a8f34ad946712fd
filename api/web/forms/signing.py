"""Between a form and its record: a step that is signed is first shown as a statement."""

from typing import Any

from api.caller import Caller
from api.reading.preparing import prepare
from api.services import Services
from api.signing.prepared import Form, Prepared
from api.web.forms.typed import Typed
from api.words import current_language
from domain.application import Asked
from domain.kernel.commands import Command
from domain.key.terms import Level

LEFT_OUT = frozenset({"csrf", "files", "password"})
"""What a form sends and nobody typed, or nobody should keep."""

AGAIN = "again"
"""As `more`: show the form with what was typed, and do nothing."""


def to_be_signed(
    services: Services,
    caller: Caller,
    command: Command[Any],
    asked: Asked,
    *,
    seen: int | None,
    typed: Typed,
    action: str,
    then: str,
) -> Prepared | None:
    """The step, prepared for signing; none where it is recorded without.

    That is so for acts that nobody signs, for a repeat of what is recorded already, and where no signature is needed
    and this person has nothing to sign with. Refuses as the step itself would.
    """
    system = services.system
    level = system.application.catch_up().levels.in_force(command.name, caller.today)
    if level is None or system.application.answer_to(command, asked):
        return None
    is_able = services.signing.ways(caller.account, Level.NONE).is_any
    if not is_able and Level.NONE in (level.general, level.major):
        return None

    form = Form(action=action, typed=tuple(_said(typed)), then=then)
    return prepare(services, caller, command, asked, locale=current_language(), seen=seen, form=form)


def _said(typed: Typed) -> Any:
    return ((name, value) for name, values in typed.texts.items() if name not in LEFT_OUT for value in values)
