"""Choosing among thousands of units: by words, code or initials, without a script, and never by mistake."""

import re

import pytest

from api.web.forms import finding as found_by
from api.web.forms.fields import Field, Widget
from api.web.forms.finding import MOST_FOUND, Finding, Option, finding
from api.web.forms.typed import Typed
from domain.appointment.posts import Post
from tests.api.web.conftest import Entering
from tests.support.browsing import main_form, text_of

UNIT = Field(name="unit", widget=Widget.PICK, source="units_to_report")
SCHOOLS = tuple(Option(f"id-{number}", f"青禾市第{number}中学", "市教育局", f"no{number}") for number in range(1, 2001))


def looked_for(words: str, chosen: str = "id-7") -> Finding:
    found = finding(UNIT, SCHOOLS, Typed({"unit": (chosen,), "find.unit": (words,)}), has_asked=True)
    assert found is not None
    return found


def test_few_choices_are_all_listed() -> None:
    assert finding(UNIT, SCHOOLS[:80], Typed(), has_asked=False) is None


def test_of_thousands_only_the_chosen_one_is_listed_at_first() -> None:
    found = finding(UNIT, SCHOOLS, Typed({"unit": ("id-7",)}), has_asked=False)
    assert found is not None
    assert ([each.code for each in found.options], found.value, found.all) == (["id-7"], "id-7", 2000)


@pytest.mark.parametrize("words", ["第1999中学", "no1999", "d1999zx", "市 1999", "１９９９"])
def test_a_unit_is_found_by_name_code_and_initials(words: str) -> None:
    assert "id-1999" in {each.code for each in looked_for(words).options}


def test_the_only_one_that_fits_is_chosen() -> None:
    assert looked_for("第1999中学").value == "id-1999"


def test_among_several_nothing_is_chosen_by_itself_and_the_choice_of_before_is_not_sent() -> None:
    found = looked_for("199")
    assert (found.value, found.found) == ("", 12)
    assert "id-7" in {each.code for each in found.options}


def test_where_nothing_fits_the_choice_stays() -> None:
    assert looked_for("没有这所学校").value == "id-7"


def test_too_many_that_fit_are_counted() -> None:
    found = looked_for("中学")
    assert (len(found.options), found.left_out) == (MOST_FOUND, 2000 - MOST_FOUND)


def test_somebody_reports_at_a_school_that_was_looked_for(enter: Entering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found_by, "MOST_LISTED", 2)
    officer = enter("dongcheng", Post.SAFETY_SECTION)
    first = officer.open("/report")
    assert len(main_form(first).choices["unit"]) == 1
    page = officer.press(first, button=("more", "unit"), find__unit="no3", description="护栏松动")
    form = main_form(page)
    assert "护栏松动" in form.values["description"][0]
    assert form.values["unit"] != main_form(first).values["unit"]
    assert re.search(r'<select[^>]*name="unit"[^>]*autofocus', page.text)
    done = officer.press(page, place__text="三楼", category="building.railings")
    assert "第三中学" in text_of(done)
