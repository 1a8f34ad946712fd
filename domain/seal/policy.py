"""What somebody trusts of logs and witnesses, in a text file: C2SP tlog-policy, without anything of ours in it.

A checkpoint is good under a policy when one of its logs signed it and its quorum of witnesses cosigned it.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from domain.kernel.refusals import Refusal
from domain.seal.notes import COSIGNATURE, ED25519, NoteKey, NoteWrong

NONE = "none"
"""The quorum that asks for no cosignature."""

LARGEST = 256 * 1024

TWICE = "the same key stands above"
"""Of witnesses, whatever it is called: nobody counts twice. A log may go on under another name with its key (ours)."""

_BLANKS = re.compile(r"[ \t]+")


class PolicyWrong(Refusal):
    """The file is no policy; `told` says what is expected instead."""

    status = "malformed"
    sentence = "Line {line} of the policy: {told}"

    def __init__(self, line: int, told: str) -> None:
        super().__init__(line=line, told=told)


class Party(NamedTuple):
    """A log or a witness."""

    name: str
    """What the policy calls it: of a log its origin; of a witness any name, which need not be that of its key."""
    key: NoteKey
    url: str | None


class Group(NamedTuple):
    """So many of these witnesses, or of groups of them."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Logs and witnesses by key, and who of the witnesses has to have cosigned."""

    logs: tuple[Party, ...] = ()
    witnesses: tuple[Party, ...] = ()
    groups: tuple[tuple[str, Group], ...] = ()
    quorum: str = NONE

    def keys_of(self, origin: str) -> tuple[NoteKey, ...]:
        """The keys that sign for a log; none where it is not known."""
        return tuple(each.key for each in self.logs if each.name == origin)

    def is_met_by(self, cosigners: Collection[NoteKey]) -> bool:
        """Whether the quorum is among those that cosigned."""
        present = {each.name for each in self.witnesses if each.key in cosigners}
        for name, group in self.groups:
            if sum(member in present for member in group.members) >= group.least:
                present.add(name)
        return self.quorum == NONE or self.quorum in present

    @property
    def asked(self) -> tuple[Party, ...]:
        """The witnesses that can be asked: those with an address."""
        return tuple(each for each in self.witnesses if each.url)

    def with_logs(self, keys: Iterable[NoteKey], url: str | None = None) -> "Policy":
        """The same with these logs alone: what a log hands out about itself."""
        logs = tuple(Party(each.name, each, url) for each in keys)
        return replace(self, logs=logs)

    @property
    def written(self) -> str:
        """As a file."""
        lines = [f"log {each.key.told} {each.url or ''}" for each in self.logs]
        lines += [f"witness {each.name} {each.key.told} {each.url or ''}" for each in self.witnesses]
        lines += [f"group {name} {group.least} {' '.join(group.members)}" for name, group in self.groups]
        return "".join(f"{line.rstrip()}\n" for line in (*lines, f"quorum {self.quorum}"))


def read_policy(text: str, *, needs_quorum: bool = True) -> Policy:
    """The policy in a text; refuses `PolicyWrong`. A witness asks for no quorum and may leave the line out."""
    if len(text) > LARGEST:
        raise PolicyWrong(0, "too long")
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        reading.take(number, line)
    if reading.quorum is None and needs_quorum:
        raise PolicyWrong(text.count("\n") + 1, "expected: quorum NAME, or: quorum none")
    return Policy(
        logs=tuple(reading.logs),
        witnesses=tuple(reading.witnesses),
        groups=tuple(reading.groups.items()),
        quorum=reading.quorum or NONE,
    )


@dataclass
class _Reading:
    """What was read so far: a line may name only what stands above it."""

    logs: list[Party] = field(default_factory=list)
    witnesses: list[Party] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str | None = None
    _used: set[str] = field(default_factory=set)
    """Members of groups: nobody counts twice."""

    def take(self, number: int, line: str) -> None:
        """Read a line."""
        try:
            if any(each < " " and each != "\t" for each in line):
                raise ValueError("no control characters")
            words = [each for each in _BLANKS.split(line) if each]
            if words and not words[0].startswith("#"):
                self._kinds()[words[0]](words[1:])
        except KeyError as error:
            raise PolicyWrong(number, "expected: log, witness, group or quorum") from error
        except (ValueError, NoteWrong) as error:
            raise PolicyWrong(number, str(error)) from error

    def _kinds(self) -> dict[str, Callable[[list[str]], None]]:
        return {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}

    def _log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise ValueError("expected: log KEY [URL]")
        key = _key(words[0], ED25519)
        if key in (each.key for each in self.logs):
            raise ValueError(TWICE)
        self.logs.append(Party(key.name, key, _at(words, 1)))

    def _witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise ValueError("expected: witness NAME KEY [URL]")
        self._new(words[0])
        key = _key(words[1], COSIGNATURE)
        if key.public_key in (each.key.public_key for each in self.witnesses):
            raise ValueError(TWICE)
        self.witnesses.append(Party(words[0], key, _at(words, 2)))

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise ValueError("expected: group NAME (all, any or a number) MEMBER …")
        name, count, *members = words
        self._new(name)
        for member in members:
            if member not in self._names() or member in self._used:
                raise ValueError(f"{member}: not named above, or a member already")
            self._used.add(member)
        self.groups[name] = Group(_least(count, len(members)), tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.quorum is not None:
            raise ValueError("expected: one line, quorum NAME")
        if words[0] != NONE and words[0] not in self._names():
            raise ValueError(f"{words[0]}: not named above")
        self.quorum = words[0]

    def _names(self) -> set[str]:
        return {each.name for each in self.witnesses} | self.groups.keys()

    def _new(self, name: str) -> None:
        if name == NONE or name in self._names():
            raise ValueError(f"{name}: used already")


def _key(text: str, kind: int) -> NoteKey:
    key = NoteKey.read(text)
    if key.type != kind:
        raise ValueError("a log has a key of type 1, a witness one of type 4")
    return key


def _least(count: str, members: int) -> int:
    least = {"all": members, "any": 1}.get(count) or (int(count) if re.fullmatch(r"[1-9][0-9]{0,3}", count) else 0)
    if not 1 <= least <= members:
        raise ValueError(f"{count}: expected all, any or a number from 1 to {members}")
    return least


def _at(words: list[str], place: int) -> str | None:
    return words[place] if len(words) > place else None
