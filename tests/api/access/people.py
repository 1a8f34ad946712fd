"""Names, instants and addresses that the tests of the door share."""

from datetime import UTC, datetime

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""2 March 2026, 09:00 in Shanghai."""

KEY = b"k" * 32
HEAD_PASSWORD = "闭环到底 2026 年春"
SCHOOL, CAFE = "203.0.113.7", "198.51.100.20"
