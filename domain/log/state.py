"""What is remembered of the evident log, and how its names and changes of key are written."""

from dataclasses import dataclass

from domain.kernel.commands import State
from domain.kernel.events import Event
from domain.kernel.identity import StreamId, natural_id
from domain.log.events import ForkDeclared, KeySet

LOG = StreamId(natural_id("evident log"))
"""The one stream about the log itself."""

FORK = "/fork-"
"""Between the log's name and the number of its history, in the origin of heads after a fork."""


def origin_of(log: str, epoch: int) -> str:
    """The origin of heads: the log's name, and after a fork the number of the history with it."""
    return log if epoch == 1 else f"{log}{FORK}{epoch}"


def epoch_of(log: str, origin: str) -> int | None:
    """Which history of this log an origin names; None where it is another log's."""
    if origin == log:
        return 1
    number = origin.removeprefix(f"{log}{FORK}")
    is_ours = number != origin and number.isascii() and number.isdigit() and origin_of(log, int(number)) == origin
    return int(number) if is_ours and int(number) > 1 else None


def change_of_key(old: str, new: str) -> str:
    """What the key before signs when another one follows it."""
    return f"bihuan-log-key/v1\n{old}\n{new}\n"


def change_of_history(known: "Head", size: int, root: str, key: str) -> str:
    """What the key before signs when a history is not continued."""
    return f"bihuan-log-fork/v1\n{known.origin}\n{known.size}\n{known.root}\n{size}\n{root}\n{key}\n"


@dataclass(frozen=True)
class Head:
    """A head that was signed: whose, over how many events, with which root (hex)."""

    origin: str
    size: int
    root: str


class Sealing(State):
    """The key that counts, and the history it is."""

    epoch: int = 1
    key: str | None = None

    def __init__(self) -> None:
        self.forks: tuple[ForkDeclared, ...] = ()

    def evolve(self, event: Event) -> None:
        """Remember the newest key and every fork."""
        match event:
            case KeySet():
                self.key = event.key
            case ForkDeclared():
                self.key, self.epoch = event.key, event.epoch
                self.forks = (*self.forks, event)
