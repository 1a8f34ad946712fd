"""Which face is taken, and what is said of characters that none has."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from api.exports.fonts import SHIPPED, Fonts, missing_characters

RARE = "䶮"


def fuller_face(folder: Path, family: str) -> Path:
    """The shipped face under another name, with one rare ideograph more."""
    with TTFont(next(SHIPPED.glob("*.otf")), lazy=True, recalcBBoxes=False) as font:
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(RARE)] = table.cmap[ord("龚")]
        for name in font["name"].names:
            if name.nameID in {1, 4}:
                name.string = family
        font.save(folder / "fuller.otf")
    return folder


def test_the_shipped_face_covers_the_basic_block_but_its_last_sixteen(shipped: Fonts) -> None:
    basic = [chr(point) for point in range(0x4E00, 0xA000)]
    assert missing_characters(basic, shipped) == [chr(point) for point in range(0x9FF0, 0xA000)]


@pytest.mark.parametrize(
    "signs", ["√×✓℃㎡№※①Ⅰ≥≤±°‰→", "☑☐☒✔✗", "，。、；：？！“”‘’（）《》〈〉【】—…·", "０９ＡＺａｚ￥％＋－＝", "āáǎàǜ"]
)
def test_signs_that_forms_use_are_covered(shipped: Fonts, signs: str) -> None:
    assert missing_characters([signs], shipped) == []


def test_rare_names_are_reported_in_the_order_of_their_code_points(shipped: Fonts) -> None:
    assert missing_characters(["䶮老师", "㛃", "𠮷田、㛃"], shipped) == ["㛃", "䶮", "𠮷"]


def test_the_licence_stands_beside_the_face() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (SHIPPED / "OFL.txt").read_text()


def test_the_shipped_face_stays_small() -> None:
    assert next(SHIPPED.glob("*.otf")).stat().st_size < 9_000_000


def test_a_fuller_face_in_a_folder_of_the_settings_is_preferred(tmp_path: Path) -> None:
    fonts = Fonts([fuller_face(tmp_path, "Fuller Sans")], system=False)
    typeface = fonts.typeface(["隐患", RARE])
    assert typeface.families == ("Fuller Sans", "Bihuan Sans SC")
    assert typeface.missing == ()
    assert tmp_path in typeface.folders


def test_a_face_of_another_region_only_helps_out(tmp_path: Path) -> None:
    fonts = Fonts([fuller_face(tmp_path, "Fuller Sans JP")], system=False)
    assert fonts.principal == fonts.shipped
    assert fonts.typeface(["隐患"]).families == ("Bihuan Sans SC",)
    assert fonts.typeface(["隐患", RARE]).families == ("Bihuan Sans SC", "Fuller Sans JP")


def test_a_folder_without_any_face_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.otf").write_bytes(b"not a font")
    assert Fonts([tmp_path, tmp_path / "nowhere"], system=False).principal.family == "Bihuan Sans SC"


@pytest.mark.parametrize("character", ["\u202e", "\x07", "\ue000", "\ud800", "\u0338", "\U000e0100"])
def test_what_has_no_form_of_its_own_is_never_drawn_unseen(shipped: Fonts, character: str) -> None:
    assert missing_characters([f"甲{character}乙"], shipped) == [character]


@pytest.mark.parametrize("text", ["甲\u200b乙", "甲\ufeff乙", "一\r\n二\t三", "e\u0301"])
def test_invisible_joiners_and_composed_accents_are_not_reported(shipped: Fonts, text: str) -> None:
    assert missing_characters([text], shipped) == []
