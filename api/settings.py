"""Settings: read once from the environment by whoever starts a process, then handed on as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SettingUnusable(Exception):
    """A setting has a value that cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything a process may be told. Each field is the environment variable `BIHUAN_<FIELD>` in capitals."""

    home: Path
    """Folder of the embedded engine, the secret and the logs."""
    database_url: str | None = None
    """libpq connection string of an external PostgreSQL (15 or newer); without it the embedded engine is used."""
    database_admin_url: str | None = None
    """Login that may make roles and schemas, for `bihuan db init` and `migrate`; default: `database_url`."""
    pg_bin: Path | None = None
    """Folder with PostgreSQL's programs, where the installed ones shall not be used."""
    zone: ZoneInfo
    """The zone people live in (default Asia/Shanghai); the record is in UTC."""
    language: str = "zh-CN"
    """Language where a person has not chosen one: `zh-CN` or `en`."""
    host: str = "127.0.0.1"
    """Address the server listens on."""
    port: int = 8000
    """Port the server listens on."""
    origin: str | None = None
    """Public address, e.g. `https://bihuan.example.edu`; default: `http://localhost:<port>`."""
    trusted_proxies: tuple[str, ...] = ()
    """Proxies in front (addresses or networks, with commas) whose X-Forwarded-For is believed; default: none."""
    fonts: tuple[Path, ...] = ()
    """Folders with further fonts for PDF, separated as in PATH."""
    upload_bytes: int = 20 * 2**20
    """Most bytes of one uploaded file."""
    oidc_issuer: str | None = None
    """Provider of sign-ins (OpenID Connect), e.g. `https://login.example.edu`; without it people sign in here only."""
    oidc_client_id: str | None = None
    """What this site is called at the provider; `<origin>/sign-in/provider/back` is its redirect address."""
    oidc_client_secret: str | None = field(default=None, repr=False)
    """Its secret there; left out for a public client, whose codes PKCE alone holds."""
    oidc_client_secret_file: Path | None = None
    """File that holds the secret, in place of the variable before."""
    oidc_label: str | None = None
    """What people call the provider, on the button; default: the issuer's host name."""

    witnesses: Path | None = None
    """Policy file (C2SP tlog-policy) with the witnesses that are asked to cosign, and the quorum; default: none."""
    tsa_url: str | None = None
    """Time-stamping authority (RFC 3161) that is asked to stamp checkpoints; default: none."""
    tsa_certificates: Path | None = None
    """PEM file with the authority's certificate and those above it, which stamps are held against."""
    tsa_minutes: int = 60
    """Least minutes between stamps that are asked for by themselves; 0: only by `bihuan log timestamp`."""

    seal_module: Path | None = None
    """Library (PKCS #11) of a device that keeps the log's key; default: a key file in the home."""
    seal_token: str | None = None
    """Label of the device's token."""
    seal_key: str = "bihuan-seal"
    """Label of the log's keys in it."""
    seal_pin_file: Path | None = None
    """File with the token's PIN, readable by the sealer alone."""

    @property
    def public_origin(self) -> str:
        """Where people reach the pages."""
        return (self.origin or f"http://localhost:{self.port}").rstrip("/")


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Settings from environment variables; raises `SettingUnusable`."""
    told = {
        name.removeprefix("BIHUAN_").lower(): value
        for name, value in environment.items()
        if value and name.startswith("BIHUAN_")
    }
    home = Path(told.get("home") or Path(environment.get("HOME", ".")) / ".bihuan").expanduser().absolute()
    return Settings(
        home=home,
        database_url=told.get("database_url"),
        database_admin_url=told.get("database_admin_url"),
        pg_bin=Path(told["pg_bin"]) if "pg_bin" in told else None,
        zone=_zone(told.get("zone", "Asia/Shanghai")),
        language=_one_of("language", told.get("language", "zh-CN"), ("zh-CN", "en")),
        host=told.get("host", "127.0.0.1"),
        port=_number("port", told.get("port", "8000"), 1, 65535),
        origin=told.get("origin"),
        trusted_proxies=_networks("trusted_proxies", told.get("trusted_proxies", "")),
        fonts=tuple(Path(part) for part in told.get("fonts", "").split(":") if part),
        upload_bytes=_number("upload_bytes", told.get("upload_bytes", str(20 * 2**20)), 1024, 2**30),
        **_provider(told),
        **_device(told),
        **_outside(told),
    )


def is_private(address: str) -> bool:
    """Whether nobody on the way to an address can read along: https, or this very machine."""
    try:
        said = urlsplit(address)
        return bool(said.hostname) and (said.scheme == "https" or (said.scheme == "http" and said.hostname in LOOPBACK))
    except ValueError:
        return False


def _device(told: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the device that keeps the log's key: all that are needed, or none."""
    module, token, file = (told.get(f"seal_{name}") for name in ("module", "token", "pin_file"))
    if module is None and token is None and file is None:
        return {}
    if module is None or token is None or file is None:
        raise SettingUnusable("BIHUAN_SEAL_MODULE, BIHUAN_SEAL_TOKEN and BIHUAN_SEAL_PIN_FILE: all are needed, or none")
    label = {"seal_key": told["seal_key"]} if "seal_key" in told else {}
    return {"seal_module": Path(module), "seal_token": token, "seal_pin_file": Path(file), **label}


def _provider(told: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the provider of sign-ins: all that are needed, or none."""
    issuer, client, file = (told.get(f"oidc_{name}") for name in ("issuer", "client_id", "client_secret_file"))
    if issuer is None and client is None:
        return {}
    if issuer is None or client is None:
        raise SettingUnusable("BIHUAN_OIDC_ISSUER and BIHUAN_OIDC_CLIENT_ID: both are needed, or neither")
    if not is_private(issuer):
        raise SettingUnusable(f"BIHUAN_OIDC_ISSUER={issuer}: expected https://…, or http on this machine")
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": client,
        "oidc_client_secret": _secret(Path(file)) if file else told.get("oidc_client_secret"),
        "oidc_client_secret_file": Path(file) if file else None,
        "oidc_label": told.get("oidc_label"),
    }


def _outside(told: Mapping[str, str]) -> dict[str, Any]:
    """Who outside the house is asked about the log: witnesses, a time-stamping authority."""
    tsa_url = told.get("tsa_url")
    if tsa_url is not None and urlsplit(tsa_url).scheme not in ("http", "https"):
        raise SettingUnusable(f"BIHUAN_TSA_URL={tsa_url}: expected http(s)://…")
    return {
        "witnesses": Path(told["witnesses"]) if "witnesses" in told else None,
        "tsa_url": tsa_url,
        "tsa_certificates": Path(told["tsa_certificates"]) if "tsa_certificates" in told else None,
        "tsa_minutes": _number("tsa_minutes", told.get("tsa_minutes", "60"), 0, 525600),
    }


def _secret(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingUnusable(f"BIHUAN_OIDC_CLIENT_SECRET_FILE={path}: cannot be read") from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingUnusable(f"BIHUAN_ZONE={name}: no such time zone; expected e.g. Asia/Shanghai") from error


def _one_of(setting: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingUnusable(f"BIHUAN_{setting.upper()}={value}: expected one of {', '.join(allowed)}")
    return value


def _networks(setting: str, value: str) -> tuple[str, ...]:
    """Addresses and networks as they are written; nothing stands for everybody, who could then write any address."""
    said = tuple(part.strip() for part in value.split(",") if part.strip())
    try:
        if any(ip_network(each).prefixlen == 0 for each in said):
            raise ValueError
    except ValueError as error:
        expected = "expected addresses or networks, e.g. 127.0.0.1,10.0.0.0/24"
        raise SettingUnusable(f"BIHUAN_{setting.upper()}={value}: {expected}") from error
    return said


def _number(setting: str, value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingUnusable(f"BIHUAN_{setting.upper()}={value}: expected a number from {least} to {most}")
    return int(value)
