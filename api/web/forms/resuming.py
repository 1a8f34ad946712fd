"""A form that waited while its person signed in again: everything typed, photos included, ready to be pressed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.asking import owner_of
from api.caller import Caller
from api.depends import Shared, SignedIn
from api.held.forms import Waiting
from api.naming import identifier
from api.services import Services
from api.web.forms.typed import Typed
from domain.kernel.identity import AttachmentId
from domain.kernel.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class Resumed:
    """What stands in the form again. Nothing has been done with it."""

    typed: Typed
    left_out: int
    """How many photos and papers were too much to keep."""
    refusal: Refusal | None
    """What was wrong with a file, where one could not be taken."""


def resumed(request: Request, services: Shared, caller: SignedIn, held: str = "") -> Resumed | None:
    """The form named in the address, for whoever typed it and on its own page; for all others there is none."""
    named = identifier(held)
    found = services.held.find(named, caller.account, services.system.clock()) if named else None
    if found is None or found[0].address.partition("?")[0] != request.url.path:
        return None
    waiting, texts = found
    typed, refusal = _with_files(services, caller, waiting, Typed(texts))
    return Resumed(typed=typed, left_out=waiting.left_out, refusal=refusal)


def _with_files(services: Services, caller: Caller, waiting: Waiting, typed: Typed) -> tuple[Typed, Refusal | None]:
    """The files go to the vault now, as with any press; one that cannot be taken holds up no other."""
    placed, refusals = list[str](), list[Refusal]()
    for each in _files(services, caller, waiting):
        if isinstance(each, Refusal):
            refusals.append(each)
        else:
            placed.append(str(each))
    evidence = tuple(dict.fromkeys((*typed.several("evidence"), *placed)))
    return typed.with_values(evidence=evidence), next(iter(refusals), None)


def _files(services: Services, caller: Caller, waiting: Waiting) -> Iterator[AttachmentId | Refusal]:
    system, account = services.system, caller.account.id
    for file in services.held.files(waiting.id, account):
        if file.content is None:
            assert file.attachment is not None
            yield file.attachment
            continue
        try:
            kept = services.vault.store(
                file.content, owner=owner_of(caller), now=system.clock(), random=system.random
            ).attachment
        except Refusal as refusal:
            yield refusal
            continue
        yield services.held.place(waiting.id, file.number, kept)


HeldForm = Annotated[Resumed | None, Depends(resumed)]
