"""Who may change something: somebody signed in whose request comes from our own page, or who shows a token."""

from typing import Annotated

from fastapi import Depends, Header

from api.caller import Caller, FormNotOurs
from api.depends import SignedIn


def acting(
    caller: SignedIn,
    x_csrf_token: Annotated[
        str | None, Header(description="With a session cookie: the token that `GET /v1/me` tells.")
    ] = None,
) -> Caller:
    """Somebody signed in; with a cookie only together with the session's token, else `FormNotOurs`."""
    if caller.session is not None and not caller.session.accepts(x_csrf_token):
        raise FormNotOurs
    return caller


Acting = Annotated[Caller, Depends(acting)]
