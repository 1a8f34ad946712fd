"""The press: prints one PDF at a time, because setting a long one takes up to a gigabyte."""

from collections.abc import Callable
from threading import Lock

from api.exports.fonts import Fonts
from api.exports.typesetting import PdfResult
from domain.kernel.refusals import Refusal

PATIENCE_S = 5.0
AGAIN_S = 15


class PressBusy(Refusal):
    """Another document is being printed."""

    status = "busy"
    sentence = "Another PDF is being printed. Please try again in {retry_after} seconds, or take the Excel workbook."


class Press:
    """One for a process. Faces are looked for once and remembered."""

    def __init__(self, fonts: Fonts, *, patience_s: float = PATIENCE_S) -> None:
        self._fonts, self._patience_s, self._one_at_a_time = fonts, patience_s, Lock()

    def print(self, make: Callable[[Fonts], PdfResult]) -> PdfResult:
        """Print when it is free; refuses with `PressBusy` after a little patience."""
        if not self._one_at_a_time.acquire(timeout=self._patience_s):
            raise PressBusy(retry_after=AGAIN_S)
        try:
            return make(self._fonts)
        finally:
            self._one_at_a_time.release()
