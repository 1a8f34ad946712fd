"""Who signs with what: leaders and safety officers by passkey, some by key file, most others by password, some not."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from api.trial.accounts import demonstrated
from api.trial.dice import dice
from api.trial.district import BY_CODE
from api.trial.pens import Pen, Pens
from api.trial.people import People, Seat
from domain.appointment.posts import Post
from domain.key.terms import Scheme
from domain.organisation.kinds import UnitKind

PHONE, DESK, FILE, PASSWORD = "phone", "desk", "file", "password"
NEW_PHONE, NEW_FILE = "new phone", "new file"

MADE_OF = {
    PHONE: (Scheme.WEBAUTHN, "手机"),
    DESK: (Scheme.WEBAUTHN, "办公室电脑"),
    FILE: (Scheme.RAW, "密钥文件"),
    PASSWORD: (Scheme.SERVER_ATTESTED, "登录密码"),
    NEW_PHONE: (Scheme.WEBAUTHN, "新手机"),
    NEW_FILE: (Scheme.RAW, "新电脑上的密钥文件"),
}
"""Scheme, and what its holder calls it."""

BY_PASSKEY = frozenset(
    {
        Post.HEAD,
        Post.SAFETY_OFFICER,
        Post.BUREAU_HEAD,
        Post.BUREAU_DEPUTY,
        Post.SAFETY_SECTION,
        Post.LINKED_OFFICER,
        Post.GROUP_OFFICE,
        Post.DEPARTMENT_HEAD,
    }
)
BY_EITHER = frozenset({Post.DEPUTY_HEAD, Post.PARTY_SECRETARY})
"""Passkey or key file; deputies who decide for others, or act for the head, have a passkey."""
BY_FILE = frozenset({Post.LOGISTICS, Post.REGISTRAR})
SIGNS_NOTHING = frozenset({Post.AUDITOR, Post.INVESTIGATOR})

WITHOUT = frozenset(
    {
        ("zhixiao", Post.GUARD),
        ("hexi_gz", Post.GUARD),
        ("no7", Post.CLASS_TEACHER),
        ("chengxi", Post.CLASS_TEACHER),
        ("lq_no1", Post.CLASS_TEACHER),
    }
)
"""Who has no key: says what is dangerous, and signs nothing."""

LOST = (("no3", Post.SAFETY_OFFICER), ("hexi_safety", Post.LINKED_OFFICER), ("chenxing", Post.HEAD))
"""Whose phone is lost during the year; each had a second passkey."""

REPLACED = ("wenlan", Post.LOGISTICS)
"""Whose computer, and with it the key file, is replaced."""


class Holder(NamedTuple):
    """Somebody, and what the keys are on that he or she has from the beginning; the strongest comes first."""

    seat: Seat
    ways: tuple[str, ...]


class Holders:
    """Everybody with his or her keys."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._visited = {seat.person for _, seat in demonstrated(people)}
        self.all = tuple(self._holders())
        self.keyless = frozenset(each.seat.person for each in self.all if not each.ways)

    @property
    def by_password(self) -> Iterator[Seat]:
        """Who needs an account to sign by."""
        return (each.seat for each in self.all if PASSWORD in each.ways)

    def _holders(self) -> Iterator[Holder]:
        met: set[tuple[str, Post]] = set()
        for seat in self._people.seats:
            if seat.giver is None:
                is_second = (seat.unit, seat.post) in met and seat.from_on < self._people.first_on
                met.add((seat.unit, seat.post))
                yield Holder(seat, () if is_second else tuple(self._ways(seat)))

    def _ways(self, seat: Seat) -> Iterator[str]:
        if seat.post in SIGNS_NOTHING or (seat.unit, seat.post) in WITHOUT:
            return
        strong = self._strong(seat)
        if strong:
            yield strong
        if (seat.unit, seat.post) in LOST:
            yield DESK
        if not strong or seat.person in self._visited:
            yield PASSWORD

    def _strong(self, seat: Seat) -> str:
        """The key of one's own, where somebody has one."""
        if seat.post in BY_FILE:
            return FILE
        if seat.post in BY_EITHER:
            decides = BY_CODE[seat.unit].kind is UnitKind.CENTRE_SCHOOL or seat.unit == "no3"
            return FILE if not decides and dice("either", seat.unit, seat.post).random() < 0.4 else PHONE
        if seat.post is Post.CLASS_TEACHER and not self._has_logistics(seat.unit):
            return PHONE
        return PHONE if seat.post in BY_PASSKEY else ""

    def _has_logistics(self, unit: str) -> bool:
        return self._people.seat(unit, Post.LOGISTICS, self._people.first_on) is not None


def pen_of(pens: Pens, seat: Seat, what: str, account: UUID | None = None) -> Pen:
    """A key of somebody by what it is on."""
    scheme, label = MADE_OF[what]
    return pens.pen(seat.person, what, scheme, label, account)
