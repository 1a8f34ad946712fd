"""Files that come into a bundle besides what is proved: for reading. The manifest binds them; no proof needs them."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from api.bundles.gathering import Gathered
from api.caller import Caller
from api.reading.masking import Masking
from api.seal.heads_kept import Known
from api.services import Services
from domain.kernel.identity import Disclosure


class Making(NamedTuple):
    """Everything that is known when a bundle is made."""

    services: Services
    caller: Caller
    masking: Masking
    known: Known
    bundle: Gathered
    disclosures: list[Disclosure]


Extra = Callable[[Making], Mapping[str, bytes]]
"""Makes named files; names as the archive takes them."""
