"""What becomes of a text on its way to paper."""

from api.exports.characters import breakable, name_of, spelled, tidy


def test_a_character_without_a_glyph_is_named_in_its_place() -> None:
    assert spelled("𠮷田", ["𠮷"]) == "〔U+20BB7〕田"
    assert name_of("𠮷") == "U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7"


def test_tidying_leaves_compatibility_ideographs_as_they_were_written() -> None:
    assert tidy("\uf979\r\n㎡\tcafe\u0301") == "\uf979\n㎡ café"


def test_only_words_that_no_line_holds_may_break() -> None:
    assert breakable("FJ-FZ-0001 楼梯", 12) == "FJ-FZ-0001 楼梯"
    assert breakable("FJ-FZ-2026-000123", 12) == "FJ-\u200bFZ-\u200b2026-\u200b000123"
    assert breakable("A" * 20, 12) == "AAAAAAAA\u200bAAAAAAAA\u200bAAAA"
