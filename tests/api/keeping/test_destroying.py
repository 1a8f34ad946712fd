"""The database destroys what an event lists and nothing else, whoever asks."""

import psycopg
import pytest

from api.access.acts import Act, note
from api.system import Database, System
from tests.api.keeping.conftest import NAME, Everywhere, erase, leaves
from tests.support.district import hidden
from tests.support.signed_stories import SignedStories


def test_an_event_that_lists_nothing_destroys_nothing(settled_trial: System) -> None:
    with settled_trial.pool.connection() as connection, pytest.raises(psycopg.DatabaseError) as refused:
        connection.execute("SELECT * FROM log.destroy(1)")
    assert refused.value.sqlstate == "BH004"


def test_the_working_role_deletes_no_disclosure_by_itself(settled_trial: System) -> None:
    statement = "DELETE FROM log.disclosures WHERE commitment = %s"
    with settled_trial.pool.connection() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement, (hidden("no3 guard").commitment,))


@pytest.mark.parametrize("statement", ["UPDATE access.acts SET detail = NULL", "DELETE FROM access.acts"])
def test_acts_of_access_stay_for_everybody(settled_trial: System, trial_database: Database, statement: str) -> None:
    with settled_trial.pool.connection() as connection:
        note(connection, Act.TOKEN_MADE, at=settled_trial.clock(), who=None, about=None, detail="脚本")
    with psycopg.connect(trial_database.admin) as connection, pytest.raises(psycopg.DatabaseError) as refused:
        connection.execute(statement.encode())
    assert refused.value.sqlstate == "BH001"


def test_even_while_something_is_erased_an_act_keeps_all_but_its_detail(
    settled_trial: System, trial_database: Database
) -> None:
    with settled_trial.pool.connection() as connection:
        note(connection, Act.TOKEN_MADE, at=settled_trial.clock(), who=None, about=None, detail="脚本")
    with psycopg.connect(trial_database.admin) as connection:
        connection.execute("SET bihuan.erasing = 'on'")
        with pytest.raises(psycopg.DatabaseError) as refused:
            connection.execute("UPDATE access.acts SET detail = NULL, what = 'token.revoked'")
    assert refused.value.sqlstate == "BH001"


def test_what_an_event_lists_is_destroyed_once_more_without_harm(
    stories: SignedStories, everywhere: Everywhere
) -> None:
    leaves(stories)
    erase(stories)
    with stories.system.pool.connection() as connection:
        ((position, count),) = connection.execute("SELECT position, disclosures FROM log.destroyed").fetchall()
        again = connection.execute("SELECT * FROM log.destroy(%s)", (position,)).fetchone()
    assert count > 0
    assert again == (0, 0)
    assert everywhere(NAME) == []
    assert everywhere("no3 guard") == ["log.disclosures"]
