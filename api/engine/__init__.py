"""The PostgreSQL that comes with the product: found, made, started, shared and stopped."""

from api.engine.binaries import Binaries, Version, find_binaries
from api.engine.embedded import EmbeddedEngine, EngineStatus, open_engine
from api.engine.refusals import EngineRefusal

__all__ = ["Binaries", "EmbeddedEngine", "EngineRefusal", "EngineStatus", "Version", "find_binaries", "open_engine"]
