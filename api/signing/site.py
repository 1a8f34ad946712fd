"""Where passkeys are made and used: the host name they are bound to, and the addresses pages may come from."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

LOCAL = "localhost"


@dataclass(frozen=True)
class Site:
    """This installation, as it stands now: what a new signature must have been made for."""

    relying_party: str
    """Host name without port (the RP ID of Web Authentication)."""
    origins: frozenset[str]
    """Scheme, host and port, without a slash at the end."""

    def admits(self, origin: str) -> bool:
        """Whether a page of this address may have asked."""
        return origin in self.origins

    @property
    def is_secure(self) -> bool:
        """Whether browsers let pages sign and verify here: https, or this very machine (Secure Contexts, W3C)."""
        return all(_is_secure(urlsplit(origin)) for origin in self.origins)

    @property
    def has_passkeys(self) -> bool:
        """Whether browsers offer passkeys: a secure address with a name, because a passkey is bound to a name."""
        return self.is_secure and not _is_number(self.relying_party)


@dataclass(frozen=True)
class RecordedSite:
    """The host name a passkey was enrolled for: all that is left to hold an old signature against."""

    relying_party: str

    def admits(self, origin: str) -> bool:
        """Whether the address is secure and belongs to the host name or to one below it."""
        try:
            said = urlsplit(origin)
            host = said.hostname or ""
            is_below = host == self.relying_party or host.endswith(f".{self.relying_party}")
            return bool(self.relying_party) and is_below and _is_secure(said)
        except ValueError:
            return False


def site_of(public_origin: str) -> Site:
    """The installation at a public address such as `https://bihuan.example.edu`."""
    said = urlsplit(public_origin)
    host = _as_browsers_write_it(said.hostname or "")
    port = "" if said.port in (None, 443 if said.scheme == "https" else 80) else f":{said.port}"
    shown = f"[{host}]" if ":" in host else host
    return Site(host, frozenset({f"{said.scheme}://{shown}{port}"}))


def _as_browsers_write_it(host: str) -> str:
    """A name in Chinese characters is written in ASCII in addresses and in what passkeys are bound to (RFC 3490)."""
    return host if host.isascii() else host.encode("idna").decode()


def _is_secure(said: SplitResult) -> bool:
    host = said.hostname or ""
    is_here = host == LOCAL or host.endswith(f".{LOCAL}") or (_is_number(host) and ip_address(host).is_loopback)
    return said.scheme == "https" or (said.scheme == "http" and is_here)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
