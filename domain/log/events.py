"""What can happen to the evident log."""

from domain.kernel.events import Event


class LogEvent(Event):
    """Something was decided about how the log is sealed; it counts for every head that covers it."""


class KeySet(LogEvent, name="log.key_set.v1"):
    """From the first head that covers this event on, another key signs the log's heads."""

    key: str
    """As verifiers pin it: name, identifier, type and key."""
    reason: str
    signature: str | None = None
    """By the key before over `change_of_key` (base64); null of the first key."""


class ForkDeclared(LogEvent, name="log.fork_declared.v1"):
    """The log goes on behind, or beside, a head that was signed: under another name, so that nobody mixes them up."""

    epoch: int
    """Which history of this log it is from here on; the first is 1."""
    key: str
    """The key that counts from here on; its name is the new origin of the heads."""
    known_origin: str
    known_size: int
    known_root: str
    """Hex; with size and origin, the head that was signed and is not continued."""
    size: int
    root: str
    """Hex; what the log held when it was declared."""
    reason: str
    signature: str | None = None
    """By the key before, where it was at hand, over `change_of_history` (base64)."""
