"""What every way in ends with: the session's cookie, and where whoever came in goes first."""

from fastapi.responses import Response

from api.access.sessions import KEPT_FOR, Opened, Session
from api.front import COOKIE
from api.naming import identifier
from api.services import Services
from api.web.held import go_on


def leading(services: Services, session: Session, held: object) -> str | None:
    """Where whoever just came in has to go first, or goes on."""
    if session.must_change_password:
        return "/me/password"
    named = identifier(str(held or ""))
    return go_on(services, session, named) if named else None


def with_session(answer: Response, services: Services, opened: Opened) -> Response:
    """The answer with the session's cookie: for pages of this site only, and not for scripts."""
    is_secure = services.system.settings.public_origin.startswith("https")
    lasting = int(KEPT_FOR.total_seconds())
    answer.set_cookie(COOKIE, opened.token, max_age=lasting, httponly=True, samesite="lax", secure=is_secure, path="/")
    return answer
