"""Child processes kept running: started, restarted with growing pauses when they end, stopped together."""

import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import structlog

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE, LASTING = 0.5, 30.0, 60.0
"""Seconds: between restarts, and how long a child must have lasted for the pauses to begin anew."""

GRACE = 20.0
"""Seconds a child has to stop by itself."""


@dataclass
class Child:
    """One process by name."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    pause: float = FIRST_PAUSE
    started: float = 0.0
    resume_at: float = 0.0

    def start(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(self.command)
        self.started = monotonic()

    def watch(self) -> None:
        """Start it again when it has ended and its pause is over."""
        if self.process is not None and self.process.poll() is not None:
            log.warning("process_ended", name=self.name, status=self.process.returncode)
            lasted = monotonic() - self.started
            self.pause = FIRST_PAUSE if lasted > LASTING else min(self.pause * 2, LONGEST_PAUSE)
            self.resume_at, self.process = monotonic() + self.pause, None
        if self.process is None and monotonic() >= self.resume_at:
            self.start()

    def end(self) -> None:
        """Ask it to stop, and after the grace end it."""
        if self.process is None:
            return
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def supervise(children: Sequence[Child], stop: threading.Event, *, every: float = 0.25) -> int:
    """Keep the children running until `stop`; returns the exit status."""
    while not stop.is_set():
        for child in children:
            child.watch()
        stop.wait(every)
    for child in children:
        if child.process is not None and child.process.poll() is None:
            child.process.terminate()
    for child in children:
        child.end()
    return 0
