"""What every command of the line is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.settings import Settings, settings_from


@dataclass
class Told:
    """The settings, and whether to answer in JSON."""

    settings: Settings
    as_json: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, as_json: bool) -> "Told":
        """As the environment says."""
        return cls(settings_from(environment), as_json)
