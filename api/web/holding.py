"""A form that comes in after its session's time has run out: held for whoever typed it, and the door says so."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from anyio import to_thread
from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from api.access.sessions import Session
from api.caller import SignInNeeded
from api.depends import MOST_FIELDS, MOST_FILES, Form, services
from api.held.forms import MOST_ADDRESS, MOST_BYTES, Sent
from api.naming import identifier
from api.services import Services
from api.web.forms.typed import Typed
from api.web.forms.uploads import FILES
from api.web.forms.uploads import MOST_FILES as MOST_AT_A_TIME

NEVER_KEPT = frozenset({"csrf", "password", "present_password"})
"""What nobody typed, or nobody should keep."""


class TimeRanOut(SignInNeeded):
    """The session's time ran out while a form was being filled in; the form waits under the id `held`."""

    sentence = "Your time ran out. Sign in and go on: what you typed is kept."


async def hold(request: Request) -> None:
    """Raise `TimeRanOut` for a form of a session whose time has run out, and of nobody else's; all others pass.

    The form must carry the token of that session, or of another one of the same account that nobody ended: a page
    elsewhere cannot plant text under somebody's name.
    """
    lapsed: Session | None = request.state.lapsed
    if request.method != "POST" or lapsed is None:
        return
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES) as data:
        form = await to_thread.run_sync(_held, request, lapsed, Form(data))
    if form is not None:
        raise TimeRanOut(held=form)


def _held(request: Request, lapsed: Session, form: Form) -> UUID | None:
    found, account, token = services(request), lapsed.account, form.get("csrf")
    if not lapsed.accepts(token) and not found.sessions.issued(account.id, token):
        return None
    sent = _sent(request, found, form)
    if len(sent.address) > MOST_ADDRESS:
        return None
    return found.held.hold(sent, account, lapsed.appointment, found.system.clock())


def _sent(request: Request, found: Services, form: Form) -> Sent:
    texts = {name: values for name, values in Typed.of_form(form).texts.items() if name not in NEVER_KEPT}
    chosen = form.files(FILES)
    fitting = _fitting(chosen, found.system.settings.upload_bytes)
    query = request.url.query
    return Sent(
        address=f"{request.url.path}?{query}" if query else request.url.path,
        command=identifier(form.get("command_id", "")) or found.system.new_id(),
        typed=texts,
        files=(each.file.read() for each in fitting),
        left_out=len(chosen) - len(fitting),
    )


def _fitting(chosen: Sequence[UploadFile], most: int) -> list[UploadFile]:
    """The files that one press may bring and that are together not too much to keep."""
    return list(_while_they_fit((each for each in chosen[:MOST_AT_A_TIME] if (each.size or 0) <= most), MOST_BYTES))


def _while_they_fit(files: Iterator[UploadFile], room: int) -> Iterator[UploadFile]:
    for each in files:
        room -= each.size or 0
        if room >= 0:
            yield each


HOLDING = Depends(hold)
"""For routers whose forms can be shown again: report, steps, registry, rules."""
