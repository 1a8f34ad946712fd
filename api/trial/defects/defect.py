"""What can be wrong: one made-up defect with everything that people later say about it."""

from typing import NamedTuple

from domain.hazard.terms import Interim, Manner


class Defect(NamedTuple):
    """A defect in the words of whoever finds it. `{n}` stands for a small number."""

    category: str
    places: str
    """Sort of place (see `api/trial/places.py`), or places by name with a blank between them."""
    text: str
    remedy: str
    """What has to be done; said again with 已 when it is done."""
    interim: str = ""
    """How people are protected meanwhile; empty where nothing is needed."""
    yuan: int = 0
    kind: Interim = Interim.WARNING_SIGN
    manner: Manner = Manner.REPAIRED
    department: str = ""
    """Which department is competent, where the school is not."""
    only: str = ""
    """Where it occurs: `boarding`, `secondary`, `nursery`, `village`, `bus`, `large`; empty for everywhere."""
    article: str = ""
    """The item of the criteria by which it is major; empty for what never is."""
    season: str = ""
    """`summer`, `winter`, `term`, `exam`; empty for all the year."""
    drawing: str = ""
    """What its photo shows; see `api/trial/pictures.py`."""
