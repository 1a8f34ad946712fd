"""The installation's own policy: whom it asks to witness, and what it tells auditors to pin."""

from collections.abc import Iterable

from api.settings import Settings
from domain.seal.notes import NoteKey
from domain.seal.policy import Policy, PolicyWrong, read_policy

LOG_AT = "/v1/log"


def policy_of(settings: Settings) -> Policy:
    """The witnesses and the quorum of the settings; none where none are set. Refuses `PolicyWrong`."""
    if settings.witnesses is None:
        return Policy()
    try:
        return read_policy(settings.witnesses.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyWrong(0, f"{settings.witnesses}: {type(error).__name__}") from error


def own_policy(settings: Settings, keys: Iterable[NoteKey]) -> Policy:
    """What an auditor pins: the log by its keys, with its address, and the witnesses that it asks."""
    return policy_of(settings).with_logs(keys, settings.public_origin + LOG_AT)
