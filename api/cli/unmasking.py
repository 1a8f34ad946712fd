"""The options with which an export has names in full, for the ledger and the trail alike."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from api.caller import Caller
from api.reading.masking import Masking, masking_of

F = TypeVar("F", bound=Callable[..., Any])


def names_in_full(command: F) -> F:
    """Add the options that unmask names, and say why."""
    full = click.option("--names-in-full", is_flag=True, help="Names in full in the files; recorded with its reason.")
    why = click.option("--reason", default="", help="Why names are needed in full.")
    return full(why(command))


def masking_asked(caller: Caller, *, in_full: bool, is_export: bool, unmask: Callable[[], Masking]) -> Masking:
    """Usual masking, or what follows from recording the reason; only files are masked, so only files are unmasked."""
    if in_full and not is_export:
        raise click.UsageError("--names-in-full is for --xlsx and --pdf.")
    return unmask() if in_full else masking_of(caller)
