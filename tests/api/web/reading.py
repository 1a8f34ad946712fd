"""What the tests of the reading pages look at: rows of a list, the way on to the next page."""

import re
from html import unescape

from httpx2 import Response

HAZARD = re.compile(r'class="cell-number"><a href="/hazards/([0-9a-f-]{36})')
EVENT = re.compile(r'class="cell-number"><a href="/events/(\d+)"')
NEXT = re.compile(r'rel="next" href="([^"]+)"')


def hazards_on(page: Response) -> list[str]:
    """The hazards of a list, in its order."""
    return HAZARD.findall(page.text)


def events_on(page: Response) -> list[int]:
    """The positions of a trail, in its order."""
    return [int(each) for each in EVENT.findall(page.text)]


def next_of(page: Response) -> str | None:
    """The address of the next page."""
    found = NEXT.search(page.text)
    return unescape(found.group(1)) if found else None
