"""What endpoints are handed: services, the caller, a checked form. Endpoints themselves contain no `try`."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from api.caller import (
    Caller,
    ChangePasswordFirst,
    FormNotOurs,
    OnlyAdministrators,
    SignInNeeded,
    caller_from,
)
from api.services import Services

MOST_FIELDS, MOST_FILES = 400, 12


def services(request: Request) -> Services:
    """What the process shares."""
    found: Services = request.app.state.services
    return found


def caller_or_none(request: Request) -> Caller | None:
    """Who is signed in, if anybody; the middleware has looked (see `api/front.py`)."""
    return _caller(request)


def caller(request: Request) -> Caller:
    """Who is signed in; raises `SignInNeeded`, or `ChangePasswordFirst` everywhere but under `/me`."""
    found = _caller(request)
    if found is None:
        raise SignInNeeded
    must_change = found.session.must_change_password if found.session else found.account.must_change_password
    if must_change and not request.url.path.startswith("/me"):
        raise ChangePasswordFirst
    return found


def administrator(request: Request) -> Caller:
    """An administrator of accounts; raises `SignInNeeded` or `OnlyAdministrators`."""
    found = caller(request)
    if not found.account.is_administrator:
        raise OnlyAdministrators
    return found


class Form(Mapping[str, str]):
    """A form that was sent from one of our pages: text by name, several values and files by their own methods."""

    def __init__(self, data: FormData, *, is_earlier: bool = False) -> None:
        self._data = data
        self.is_earlier = is_earlier
        """Whether it is of an earlier session of the same account: it is shown again, and nothing is done."""

    def __getitem__(self, name: str) -> str:
        value = self._data[name]
        if isinstance(value, UploadFile):
            raise KeyError(name)
        return value

    def __iter__(self) -> Any:
        return iter(name for name in self._data if not isinstance(self._data[name], UploadFile))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def several(self, name: str) -> tuple[str, ...]:
        """Every text value of a name, in order."""
        return tuple(each for each in self._data.getlist(name) if isinstance(each, str))

    def files(self, name: str) -> tuple[UploadFile, ...]:
        """Every file of a name that really holds one."""
        return tuple(each for each in self._data.getlist(name) if isinstance(each, UploadFile) and each.filename)


async def form(request: Request) -> AsyncIterator[Form]:
    """The form, refused with `FormNotOurs` unless it carries the session's token; its files are closed at the end."""
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES) as data:
        sent, session = Form(data), request.state.session
        if session is None:
            raise SignInNeeded
        if not session.accepts(sent.get("csrf")):
            raise FormNotOurs
        yield sent


async def form_or_earlier(request: Request) -> AsyncIterator[Form]:
    """As `form`, and also one of an earlier session of the same account, marked as such (see `Sessions.issued`).

    Somebody whose time ran out has signed in again beside it: what they typed is theirs, the post may be another.
    """
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES) as data:
        sent, session = Form(data), request.state.session
        if session is None:
            raise SignInNeeded
        is_ours = session.accepts(sent.get("csrf"))
        issued = services(request).sessions.issued
        if not is_ours and not await to_thread.run_sync(issued, session.account.id, sent.get("csrf")):
            raise FormNotOurs
        yield Form(data, is_earlier=not is_ours)


def _caller(request: Request) -> Caller | None:
    """The caller, with a directory that is followed to its newest event."""
    held: Services = request.app.state.services
    account, chosen, may_write = request.state.identified
    if account is None:
        return None
    application = held.system.application
    today = held.system.clock().astimezone(application.zone).date()
    reference = application.catch_up()
    return caller_from(
        account,
        reference.directory,
        today,
        session=request.state.session,
        chosen=chosen,
        may_write=may_write,
        is_program=request.state.session is None,
    )


Shared = Annotated[Services, Depends(services)]
SignedIn = Annotated[Caller, Depends(caller)]
MaybeSignedIn = Annotated[Caller | None, Depends(caller_or_none)]
Administrator = Annotated[Caller, Depends(administrator)]
SentForm = Annotated[Form, Depends(form)]
KeptForm = Annotated[Form, Depends(form_or_earlier)]
