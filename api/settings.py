"""Settings: read once from the environment by whoever starts a process, then handed on as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


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
    fonts: tuple[Path, ...] = ()
    """Folders with further fonts for PDF, separated as in PATH."""
    upload_bytes: int = 20 * 2**20
    """Most bytes of one uploaded file."""

    @property
    def public_origin(self) -> str:
        """Where people reach the pages."""
        return self.origin or f"http://localhost:{self.port}"


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
        fonts=tuple(Path(part) for part in told.get("fonts", "").split(":") if part),
        upload_bytes=_number("upload_bytes", told.get("upload_bytes", str(20 * 2**20)), 1024, 2**30),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingUnusable(f"BIHUAN_ZONE={name}: no such time zone; expected e.g. Asia/Shanghai") from error


def _one_of(setting: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingUnusable(f"BIHUAN_{setting.upper()}={value}: expected one of {', '.join(allowed)}")
    return value


def _number(setting: str, value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingUnusable(f"BIHUAN_{setting.upper()}={value}: expected a number from {least} to {most}")
    return int(value)
