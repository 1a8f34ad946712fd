"""What this installation is at its provider of sign-ins: issuer, client, and the address people come back to."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from api.settings import Settings

BACK = "/sign-in/provider/back"
SIGNED_OUT = "/sign-in"


@dataclass(frozen=True, kw_only=True)
class Client:
    """As it is registered at the provider. A client without a secret is public: PKCE alone holds the code."""

    issuer: str
    client_id: str
    secret: str | None = field(default=None, repr=False)
    label: str
    """What people call the provider."""
    origin: str
    """Where people reach this site."""

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends people back to."""
        return self.origin + BACK

    @property
    def signed_out_uri(self) -> str:
        """Where the provider may send people after signing out there."""
        return self.origin + SIGNED_OUT


def client_of(settings: Settings) -> Client | None:
    """The client of the settings; None where there is no provider."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    return Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=settings.oidc_client_secret,
        label=settings.oidc_label or urlsplit(settings.oidc_issuer).hostname or settings.oidc_issuer,
        origin=settings.public_origin,
    )
