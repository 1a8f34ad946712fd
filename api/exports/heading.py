"""What every document says of itself: which log, as known when, filtered how, exported by whom and when."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from api.exports.words import Language, word
from api.times import said


@dataclass(frozen=True, kw_only=True)
class ExportHeading:
    """Provenance of one export. `known_at` is none when asked for the present; instants are aware.

    `exported_by` is a printed name with post and unit; `filters` are pairs of label and value, ready to print.
    """

    log: str
    exported_at: datetime
    exported_by: str
    zone: tzinfo
    known_at: datetime | None = None
    position: int | None = None
    filters: tuple[tuple[str, str], ...] = ()
    names: str | None = None
    """Whether people's names are in full, by the key of the words; none where that is not said."""

    def __post_init__(self) -> None:
        for moment in (self.exported_at, self.known_at):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("an export needs instants with a time zone")

    @property
    def is_trial(self) -> bool:
        """Whether the log is a trial; then every document says so."""
        return self.log.startswith("trial/")

    def title(self, name: str, language: Language) -> str:
        """The title of the document called by this key of the words; of a trial log never without saying so."""
        title = word(name, language)
        return f"{title} 【{word('trial', language)}】" if self.is_trial else title

    def known(self, language: Language) -> str:
        """The moment whose knowledge the document shows."""
        if self.known_at is not None:
            return said(self.known_at, self.zone)
        return word("known_now", language, moment=said(self.exported_at, self.zone))

    def exported(self) -> str:
        """When it was exported, with the offset from UTC."""
        return said(self.exported_at, self.zone)

    def lines(self, language: Language) -> list[tuple[str, str]]:
        """Label and value, in the order of printing."""
        kind = word("trial" if self.is_trial else "real", language)
        names = [(word("names", language), word(self.names, language))] if self.names else []
        position = [(word("position", language), str(self.position))] if self.position is not None else []
        return [
            (word("kind_of_log", language), kind),
            (word("log", language), self.log),
            (word("known_at", language), self.known(language)),
            *position,
            (word("filters", language), self._filtered(language)),
            (word("exported_at", language), self.exported()),
            (word("exported_by", language), self.exported_by),
            *names,
        ]

    def _filtered(self, language: Language) -> str:
        shown = [f"{label}: {value}" for label, value in self.filters]
        return "; ".join(shown) or word("no_filters", language)
