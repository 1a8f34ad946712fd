"""A step as a statement for whoever signs it beside the pages: on the command line or by a program."""

from typing import Any

from api.caller import Caller
from api.reading.statement_text import statement_text
from api.services import Services
from api.signing.prepared import Form, Prepared
from domain.application import Asked, Foreseen
from domain.kernel.commands import Command


def prepare(
    services: Services,
    caller: Caller,
    command: Command[Any],
    asked: Asked,
    *,
    locale: str,
    seen: int | None = None,
    form: Form | None = None,
) -> Prepared:
    """The step frozen, with its text in the language that is spoken now; refuses as the step itself would."""

    def text_of(shown: Asked, foreseen: Foreseen) -> str:
        return statement_text(services, caller, command, shown, foreseen)

    return services.signing.prepare(
        command,
        asked,
        account=caller.account,
        session=caller.session,
        seen=seen,
        text_of=text_of,
        locale=locale,
        form=form,
    )
