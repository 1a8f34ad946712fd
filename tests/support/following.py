"""Read models brought up to the log once, as the follower process does it."""

from api.system import System
from api.workers.following import connect_reader
from api.workers.stored import reading_with
from projections.follow import Follower


def followed(system: System) -> System:
    """Bring every read model up to the newest event; returns the system."""
    with connect_reader(system) as connection:
        follower = Follower(connection, reading_with(system.mapper), system.settings.zone)
        if not follower.take_over():
            raise RuntimeError("somebody else runs the read models")
        follower.drain()
        if follower.stuck:
            raise RuntimeError(f"stuck: {sorted(each.error for each in follower.stuck.values())}")
    return system
