"""Numbers of the register."""

from domain.kernel.identity import UnitId, natural_id
from domain.register.events import NumbersTaken
from domain.register.state import Register, last_taken, number_text, register_stream, taking
from tests.support.rules import told

NO3 = UnitId(natural_id("test unit", "no3"))


def test_an_empty_register_begins_with_one() -> None:
    assert taking(NO3, "no3", 2025, last=last_taken({}, register_stream("no3", 2025))) == NumbersTaken(
        unit=NO3, unit_code="no3", year=2025, first=1, last=1
    )


def test_numbers_follow_each_other_without_a_gap() -> None:
    stream = register_stream("no3", 2025)
    register = told(Register, [taking(NO3, "no3", 2025, last=0, count=41)])
    assert taking(NO3, "no3", 2025, last=last_taken({stream: register}, stream), count=3) == NumbersTaken(
        unit=NO3, unit_code="no3", year=2025, first=42, last=44
    )


def test_the_newest_event_alone_tells_how_far_the_numbers_have_come() -> None:
    assert Register.newest_suffices
    newest = taking(NO3, "no3", 2025, last=41)
    register = told(Register, [newest])
    assert isinstance(register, Register)
    assert register.last == 42


def test_every_unit_and_every_year_has_a_register_of_its_own() -> None:
    streams = {register_stream(code, year) for code in ("no3", "no5") for year in (2024, 2025)}
    assert len(streams) == 4


def test_a_number_names_unit_and_year_and_has_four_digits_or_as_many_as_it_needs() -> None:
    assert number_text("no3", 2025, 42) == "no3-2025-0042"
    assert number_text("no3", 2025, 12345) == "no3-2025-12345"
