"""How instants are written for people: the same on pages, on paper and on the command line."""

from datetime import datetime, time, timedelta, tzinfo


def said(moment: datetime, zone: tzinfo) -> str:
    """`2026-03-01 09:30:00 +08:00`: an instant as it reads on the clocks of a zone, with the offset from UTC."""
    local = moment.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    return f"{local[:19]} {local[19:]}"


def due(moment: datetime, zone: tzinfo) -> str:
    """`2026-03-16 24:00`: when time runs out, to the minute; a day ends at its own 24:00, not at 00:00 of the next."""
    local = moment.astimezone(zone)
    if local.time() != time.min:
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{local.date() - timedelta(days=1)} 24:00"
