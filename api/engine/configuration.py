"""The server's settings and who may log in, written anew before each start."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from api.engine.account import Account, account_of
from api.engine.folders import make_file
from api.engine.place import Place

_SMALL_SERVER = {
    "max_connections": "120",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # Not /dev/shm: containers give it 64 MB, and systemd empties it when an ordinary user logs out.
    "dynamic_shared_memory_type": "mmap",
    "min_dynamic_shared_memory": "32MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "ISO, YMD",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.simple",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # Rows and statements hold people's names: the log says what went wrong, never with which values.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "cluster_name": "bihuan",
}

_FENCES = {
    "synchronous_commit": "on",
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
}


def write_configuration(place: Place, settings: dict[str, str]) -> Path:
    """Write the three files; returns the one to start the server with.

    Later lines win: our own, ``settings``, what an administrator wrote into ``local.conf``, and last the
    fences that nobody moves.
    """
    make_file(place.configuration / "local.conf", place.keeper, 0o644, "# This machine's own settings.\n")
    lines = [*_lines(_SMALL_SERVER | settings), "include 'local.conf'", *_lines(_FENCES | _paths(place))]
    _write(place.configuration / "pg_hba.conf", _access_lines())
    _write(place.configuration / "pg_ident.conf", _identity_lines(place.account))
    return _write(place.configuration / "postgresql.conf", lines)


def _paths(place: Place) -> dict[str, str]:
    inside_quotes = str(place.socket).replace('"', '""')
    return {
        "unix_socket_directories": f'"{inside_quotes}"',
        "hba_file": str(place.configuration / "pg_hba.conf"),
        "ident_file": str(place.configuration / "pg_ident.conf"),
    }


def _lines(settings: Mapping[str, str]) -> Iterator[str]:
    for name, value in settings.items():
        quoted = value.replace("\\", "\\\\").replace("'", "''")
        yield f"{name} = '{quoted}'"


def _access_lines() -> list[str]:
    """The socket only, and only accounts of the map: no password to keep, none to lose."""
    return ["local all all peer map=engine", "local replication all peer map=engine"]


def _identity_lines(account: Account) -> list[str]:
    """Root and the account of the server may log in as any role; ``peer`` alone would refuse root."""
    names = {account_of(0).name, account.name}
    return [f'engine "{name}" all' for name in sorted(names)]


def _write(path: Path, lines: list[str]) -> Path:
    """Replace ``path`` at once, so that a server reloading meanwhile reads the old or the new one."""
    fresh = path.with_suffix(".fresh")
    fresh.write_text("\n".join(["# Written at each start; put your own settings in local.conf.", *lines, ""]))
    fresh.chmod(0o644)
    fresh.replace(path)
    return path
