"""Accounts in words: whose they are, and how administrators find one."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from api.access.accounts import Account, AccountId
from api.caller import Caller, names_of
from api.naming import identifier
from api.services import Services
from api.words import say, term
from domain.kernel.identity import PersonId
from domain.kernel.refusals import NotKnown

MOST_FOUND = 20


def belongs_to(caller: Caller, account: Account, name: str | None) -> str:
    """Whose account it is: the person with unit and posts, or what it is for."""
    if account.person is None:
        return say("Administrator of accounts") if account.is_administrator else say("nobody's yet")
    return person_words(caller, account.person, name or f"〔{say('name erased')}〕")


def person_words(caller: Caller, person_id: PersonId, name: str) -> str:
    """A person with unit and posts of today."""
    person = caller.directory.person(person_id)
    unit = caller.directory.unit(person.unit) if person and person.unit else None
    posts = "、".join(
        term("post", each.post.value) for each in caller.directory.appointments_of(person_id, caller.today)
    )
    return " · ".join(part for part in (name, unit.name if unit else "", posts) if part)


def people_found(services: Services, caller: Caller, text: str) -> Iterator[tuple[PersonId, str]]:
    """People who are here, by a part of the name or of their unit's."""
    if not (wanted := text.strip()):
        return
    here = [each for each in caller.directory.people() if each.is_here(caller.today)]
    names = names_of(services.system.pool, caller.directory, [each.id for each in here])
    for each in here:
        words = person_words(caller, each.id, names.get(each.id, ""))
        if wanted in words:
            yield each.id, words


def accounts_found(services: Services, caller: Caller, text: str) -> tuple[tuple[Account, str], ...]:
    """Accounts of people by a part of the name or of their unit's, with whose they are; at most so many."""
    people = people_found(services, caller, text)
    pairs = ((services.accounts.of_person(person), words) for person, words in people)
    return tuple(islice(((account, words) for account, words in pairs if account), MOST_FOUND))


def found_by(services: Services, caller: Caller, text: str) -> list[Account] | None:
    """Accounts by a sign-in name, or by a part of their person's name or unit; None where nothing is looked for."""
    if not (wanted := text.strip()):
        return None
    named = account_named(services, wanted)
    people = [account for account, _ in accounts_found(services, caller, wanted)]
    return [*([named] if named else []), *(each for each in people if named is None or each.id != named.id)]


def account_named(services: Services, text: str) -> Account | None:
    """The account by sign-in name or identifier."""
    known: UUID | None = identifier(text)
    if known is None:
        return services.accounts.named(text)
    try:
        return services.accounts.get(AccountId(known))
    except NotKnown:
        return None
