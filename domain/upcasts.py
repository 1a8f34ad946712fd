"""Stored shapes of the past: how an old event's data becomes the newest shape. Dated, each with its reason.

An upcast takes the stored data of a retired name and returns the newer name with its data. It is never edited
after release: a further change is a further upcast from the newer name.
"""

from collections.abc import Callable
from typing import Any

Upcast = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]

UPCASTS: dict[str, Upcast] = {}
"""By retired stored name. Empty: no shape has been retired yet."""
