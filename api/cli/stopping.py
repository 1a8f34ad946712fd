"""Being told to stop: whatever runs leaves in order, so that no embedded engine is left behind without anybody."""

import os
import signal
import threading
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGHUP)
"""By a supervisor, and by a terminal that is closed."""

BY_SIGNAL = 128
"""Added to a signal's number it is the exit status, as shells tell it."""


def leave_in_order() -> None:
    """Let a signal end a command as an exception does; one that is ignored (`nohup`) stays so."""
    for each in ENDING:
        if signal.getsignal(each) is signal.SIG_DFL:
            signal.signal(each, _leave)


def stop_on_signals() -> threading.Event:
    """Set when somebody says stop, for whoever goes on until then; uvicorn raises the signal again at its end."""
    stop = threading.Event()
    for each in (signal.SIGINT, *ENDING):
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, lambda *_: stop.set())
    return stop


def end_as_told(status: int) -> None:
    """End by the signal that ended the command, so that a supervisor sees it was told to; else do nothing."""
    for each in ENDING:
        if status == BY_SIGNAL + each:
            signal.signal(each, signal.SIG_DFL)
            os.kill(os.getpid(), each)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(BY_SIGNAL + number)
