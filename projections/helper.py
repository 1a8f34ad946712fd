"""A helper process of a rebuild, `python -m projections.helper`: standard input is the channel to who started it."""

import sys
from functools import partial
from multiprocessing.connection import Connection as Channel
from traceback import format_exc

from projections.filling import SQL, filled, indexed
from projections.helping import Work
from projections.reading import Log


def help_with(channel: Channel) -> None:
    """Do what comes through the channel until all is done, something fails, or nobody is there any more."""
    try:
        _work(channel)
    except (EOFError, ConnectionError):
        return
    except Exception as error:
        error.add_note(format_exc())
        channel.send(error)


def _work(channel: Channel) -> None:
    work: Work = channel.recv()
    with work.source.connect() as connection:
        connection.execute(SQL["work_next"])
        log = Log(connection, work.source.decoder())
        for do in (partial(filled, connection, log, work.places, work.models), partial(indexed, connection)):
            for done in do(iter(channel.recv, None)):
                channel.send(done)
            channel.send(0)


if __name__ == "__main__":
    help_with(Channel(sys.stdin.fileno()))
