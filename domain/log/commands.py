"""What can be asked about the evident log, at the server's console: another key, and a history parted in the open."""

from typing import ClassVar

from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import StreamId, UnitId
from domain.kernel.quantities import check_line, check_text
from domain.log.events import ForkDeclared, KeySet
from domain.log.refusals import HistoryNumberWrong, LogKeyNotVouched, SameLogKey
from domain.log.state import LOG, Sealing

MOST = 400
"""Most characters of a key or an origin: the log's name stands in both."""


class LogCommand(Command[Sealing]):
    """A command towards the evident log."""

    state: ClassVar[type[State]] = Sealing

    @property
    def stream(self) -> StreamId:
        """The one stream about the log."""
        return LOG

    def subject_unit(self, state: Sealing) -> UnitId | None:
        """Everybody's affair."""
        return None


class SetLogKey(LogCommand, name="log.set_key"):
    """Say which key signs the heads: the first one, or another that the one before vouches for."""

    key: str
    reason: str
    signature: str | None = None

    def check(self) -> None:
        """Refuse a key or a reason that cannot be stored."""
        check_line("key", self.key, most=MOST)
        check_text("reason", self.reason)

    def decide(self, state: Sealing, circumstances: Circumstances) -> tuple[KeySet]:
        """Refuse the key that counts already, and one that nobody vouches for."""
        if self.key == state.key:
            raise SameLogKey
        if state.key is not None and self.signature is None:
            raise LogKeyNotVouched
        return (KeySet(key=self.key, reason=self.reason, signature=self.signature),)


class DeclareFork(LogCommand, name="log.declare_fork"):
    """Say in the open that the log goes on without what was signed before, and how that came about."""

    epoch: int
    key: str
    known_origin: str
    known_size: int
    known_root: str
    size: int
    root: str
    reason: str
    signature: str | None = None

    def check(self) -> None:
        """Refuse a reason, key or head that cannot be stored."""
        check_text("reason", self.reason)
        for name in ("key", "known_origin", "known_root", "root"):
            check_line(name, getattr(self, name), most=MOST)

    def decide(self, state: Sealing, circumstances: Circumstances) -> tuple[ForkDeclared]:
        """Refuse a number that an earlier history has."""
        if self.epoch <= state.epoch:
            raise HistoryNumberWrong(epoch=self.epoch, least=state.epoch + 1)
        return (
            ForkDeclared(
                epoch=self.epoch,
                key=self.key,
                known_origin=self.known_origin,
                known_size=self.known_size,
                known_root=self.known_root,
                size=self.size,
                root=self.root,
                reason=self.reason,
                signature=self.signature,
            ),
        )
