"""What the console is told while the made-up year goes by, and at its end."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from api.trial.accounts import Made, TrialAccount
from api.trial.key_files import KeyFile
from api.trial.telling import Refused
from api.words import say, term

Say = Callable[[str], object]
EVERY_PERCENT = 5


class Progress:
    """One line every few percent of the year."""

    def __init__(self, begins: datetime, ends: datetime, tell: Say) -> None:
        self._begins, self._ends, self._tell, self._told = begins, ends, tell, 0
        tell(say("Loading the made-up district: {begins} to {ends}.", begins=begins.date(), ends=ends.date()))

    def at(self, moment: datetime, events: int) -> None:
        """The year has come to this moment."""
        percent = int((moment - self._begins) / (self._ends - self._begins) * 100)
        if percent >= self._told + EVERY_PERCENT:
            self._told = percent - percent % EVERY_PERCENT
            self._tell(
                say("{percent} % · {day} · {events} events", percent=self._told, day=moment.date(), events=events)
            )


class Loaded(NamedTuple):
    """What came of loading."""

    hazards: int
    events: dict[str, int]
    """Events of the made-up year by name, those recorded earlier too."""
    added: int
    refused: tuple[Refused, ...]
    """Commands of the plan that the rules refused: none, unless somebody acted in between."""
    made: Made
    files: tuple[KeyFile, ...] = ()
    """Key files to try out, the first registrar's first."""


def summary(loaded: Loaded) -> Iterator[str]:
    """What there is, by whom to come in, and what to look at."""
    yield say("{hazards} hazards, {events} events.", hazards=loaded.hazards, events=sum(loaded.events.values()))
    if loaded.refused:
        yield say("{count} steps of the made-up year were refused and left out.", count=len(loaded.refused))
    yield say("Sign in as one of these, all with the password {password}", password=loaded.made.password)
    for post, accounts in _by_post(loaded.made.accounts):
        names = "  ".join(f"{each.sign_in}（{each.unit}）" if each.unit else each.sign_in for each in accounts)
        yield f"  {term('post', post)}: {names}"
    yield from _keys(loaded.files)
    yield say("Worth a look:")
    yield from (f"  {hint}" for hint in _hints())


def _keys(files: tuple[KeyFile, ...]) -> Iterator[str]:
    """How a visitor signs."""
    if not files:
        return
    yield say(
        "To sign: the password suffices for reports and accounts. For decisions make a passkey under “My keys”, then "
        "confirm it as registrar, whose key is in a file:"
    )
    yield f"  bihuan key confirm ID --fingerprint CODE --sign-with {files[0].path} --as {files[0].sign_in}"
    yield say(
        "or on the registry's page of keys, by handing in what `bihuan sign STATEMENT --key FILE` makes. Key files:"
    )
    yield from (f"  {each.sign_in}: {each.path}" for each in files)


def _hints() -> Iterator[str]:
    """Where a visitor begins."""
    yield say("no3.head: a school with something in every state; no3.safety-officer keeps its ledger.")
    yield say(
        "hedong-safety.safety-section: what is open and late in the district, listed hazards, requests to decide."
    )
    yield say(
        "Schools that differ: wenlan is exemplary, dongguan verifies within minutes, shankou is always late, no9 finds "
        "nothing."
    )
    yield say("fire.department-officer, urban.department-officer: what was handed over and waits for an answer.")
    yield say("auditor: everything, and changes nothing.")
    yield say("/audit: what is odd, too: signed unread, many at once, in two places, by a lost phone.")
    yield say("A made-up ledger to try the import on: bihuan trial ledger OUT.xlsx")


def _by_post(accounts: tuple[TrialAccount, ...]) -> Iterator[tuple[str, list[TrialAccount]]]:
    posts: dict[str, list[TrialAccount]] = {}
    for each in accounts:
        posts.setdefault(each.post.value, []).append(each)
    yield from posts.items()
