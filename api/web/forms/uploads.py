"""Photos and papers that come with a form: kept at once, so that a refusal elsewhere does not lose them."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from api.asking import owner_of
from api.caller import Caller
from api.depends import Form
from api.services import Services
from domain.kernel.evidence import Evidence
from domain.kernel.quantities import OutOfRange
from domain.record import Recorded

FILES = "files"
MOST_FILES = 10
"""Most files that one press may bring (house rule: a corridor, a phone, a slow network)."""


def keep_files(services: Services, caller: Caller, form: Form) -> Iterator[Evidence]:
    """Store every file of the form, one after the other; refuses with the family of `AttachmentRefused`."""
    system, sent = services.system, form.files(FILES)
    if len(sent) > MOST_FILES:
        raise OutOfRange(where="evidence", least=0, most=MOST_FILES)
    for each in sent:
        content = each.file.read()
        yield services.vault.store(content, owner=owner_of(caller), now=system.clock(), random=system.random)


def same_files(kept: Iterable[Evidence], first: Iterable[Recorded]) -> dict[str, str]:
    """Files of a second press by those of the first answer: a repeated press sends the same bytes once more."""
    recorded = [each for event in first for each in evidence_in(event.event)]
    by_size = {(each.size, each.kind): str(each.attachment) for each in recorded}
    return {str(each.attachment): by_size[each.size, each.kind] for each in kept if (each.size, each.kind) in by_size}


def evidence_in(value: object) -> Iterator[Evidence]:
    """Every attachment that an event mentions, however deep."""
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from evidence_in(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from evidence_in(getattr(value, field.name))
