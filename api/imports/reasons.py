"""What is said about single rows: stable codes, and one sentence each in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Weight = Literal["refuse", "duplicate", "flag"]

FIELD_NAMES: Mapping[str, tuple[str, str]] = {
    "unit": ("单位", "unit"),
    "found_on": ("发现日期", "found-on date"),
    "finder": ("发现人", "finder"),
    "place": ("部位", "place"),
    "description": ("隐患描述", "description"),
    "category": ("类别", "category"),
    "grade": ("等级", "grade"),
    "rectifier": ("整改责任人", "responsible person"),
    "supervisor": ("督办人", "supervisor"),
    "deadline": ("整改时限", "deadline"),
    "rectified_on": ("完成日期", "completion date"),
    "verifier": ("验收人", "verifier"),
    "verified_on": ("验收日期", "verification date"),
    "closed_on": ("销号日期", "closing date"),
    "extended_to": ("延期日期", "extension date"),
    "funds_fen": ("整改资金", "funds"),
}
"""Names of the fields that sentences speak of; other fields are named as in the heading."""

SENTENCES: Mapping[str, tuple[Weight, str, str]] = {
    "no_unit": ("refuse", "没有单位", "no unit"),
    "no_description": ("refuse", "没有隐患描述", "no description"),
    "description_is_a_formula": ("refuse", "隐患描述处是公式", "formula in place of a description"),
    "description_without_words": ("refuse", "隐患描述处没有文字", "no words in place of a description"),
    "nothing_was_found": ("refuse", "本行说明未发现隐患", "the row says that nothing was found"),
    "example_row": ("refuse", "本行是填表示例", "the row is an example of how to fill in the form"),
    "found_on_missing": ("refuse", "没有发现日期", "no found-on date"),
    "date_not_readable": ("refuse", "{field}无法辨认：{text}", "{field} not readable: {text}"),
    "date_never_was": ("refuse", "{field}不存在此日：{text}", "{field} not readable, there was never such a day: {text}"),
    "date_lunar": ("refuse", "{field}是农历，无法确定公历日期：{text}", "{field} not readable, it is of the lunar calendar: {text}"),
    "date_without_year": ("refuse", "{field}没有年份：{text}", "{field} not readable, the year is missing: {text}"),
    "date_imprecise": ("refuse", "{field}没有具体日：{text}", "{field} not readable, the day is missing: {text}"),
    "date_ambiguous": ("refuse", "{field}月日次序不明：{text}", "{field} not readable, day and month may be either: {text}"),
    "date_implausible": ("refuse", "{field}年份不合理：{text}", "{field} not readable, the year cannot be right: {text}"),
    "date_is_an_empty_formula": ("refuse", "{field}处是没有结果的公式", "{field} not readable, a formula without a result"),
    "date_in_the_future": ("refuse", "{field}晚于今天：{text}", "{field} lies in the future: {text}"),
    "rectified_before_found": ("refuse", "整改完成早于发现", "rectified before found"),
    "verified_before_found": ("refuse", "验收早于发现", "verified before found"),
    "rectified_without_person": ("refuse", "已整改但没有整改责任人", "rectified without a responsible person"),
    "text_too_long": ("refuse", "{field}过长（{length} 字，最多 {limit} 字）", "{field} too long ({length} characters, at most {limit})"),
    "duplicate": (
        "duplicate",
        "与“{sheet}”第 {row} 行的单位、部位、描述和发现日期相同",
        "same unit, place, description and found-on date as an earlier row ({sheet}, row {row})",
    ),
    "differs_from_first": ("flag", "其他各栏与前一行不一致", "the other columns differ from the earlier row"),
    "verifier_is_rectifier": ("flag", "验收人就是整改责任人", "verifier is the rectifier"),
    "verified_before_rectified": ("flag", "验收早于整改完成", "verified before rectified"),
    "verified_without_completion": ("flag", "已验收但没有完成日期", "verified without a completion date"),
    "verified_without_verifier": ("flag", "有验收日期但没有验收人", "verified without a verifier"),
    "closed_without_verification": ("flag", "写明已销号但没有验收日期", "said to be closed out, but there is no verification date"),
    "verified_but_not_closed": ("flag", "已验收但写明未销号", "verified, but said not to be closed out"),
    "verification_failed": ("flag", "验收未通过", "verification not passed"),
    "done_without_date": ("flag", "写明已整改但没有完成日期", "said to be rectified, but there is no completion date"),
    "word_against_date": ("flag", "写明未整改完成但有完成日期", "said not to be rectified, but there is a completion date"),
    "deadline_before_found": ("flag", "整改时限早于发现", "deadline before found"),
    "deadline_not_readable": ("flag", "整改时限无法辨认：{text}", "deadline not readable: {text}"),
    "date_left_out": ("flag", "{field}无法辨认，未采用：{text}", "{field} not readable and left out: {text}"),
    "rectified_without_person_named": ("flag", "已整改但只写了责任单位", "rectified, but only a responsible unit is named"),
    "grade_doubtful": ("flag", "等级不是一般或重大：{text}", "grade is neither general nor major: {text}"),
    "grades_disagree": ("flag", "等级各栏互相矛盾，按重大处理", "the grade columns disagree, taken as major"),
    "category_unknown": ("flag", "类别无法对应：{text}", "category not known: {text}"),
    "funds_not_readable": ("flag", "整改资金无法辨认：{text}", "funds not readable: {text}"),
    "person_not_readable": ("flag", "{field}处不是姓名：{text}", "{field} is not a name: {text}"),
    "value_is_a_formula": ("flag", "{field}是公式，采用了上次的计算结果", "{field} is a formula, its last result was taken"),
    "value_is_an_empty_formula": ("flag", "{field}是没有结果的公式", "{field} is a formula without a result"),
    "value_is_an_error": ("flag", "{field}是出错的单元格", "{field} is a cell with an error"),
    "control_characters_removed": ("flag", "已去除不可见的控制字符", "control characters were removed"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to say about a row: a code of `SENTENCES` and what is filled into it."""

    code: str
    field: str | None = None
    places: tuple[tuple[str, str], ...] = ()

    @property
    def weight(self) -> Weight:
        """Whether it refuses the row, makes it a duplicate, or only marks it."""
        return SENTENCES[self.code][0]

    def sentence(self, language: str = "zh") -> str:
        """The sentence in `language` ("en", anything else Chinese); flags begin with “flag: ”."""
        english = language == "en"
        _, chinese_text, english_text = SENTENCES[self.code]
        names = FIELD_NAMES.get(self.field or "", (self.field, self.field))
        said = (english_text if english else chinese_text).format(
            field=names[1] if english else names[0], **dict(self.places)
        )
        return f"flag: {said}" if self.weight == "flag" else said


def reason(code: str, field: str | None = None, /, **places: object) -> Reason:
    """A reason with its places filled in as text, long cells cut to what fits a line."""
    return Reason(code, field, tuple((name, _short(str(value))) for name, value in places.items()))


def _short(text: str) -> str:
    """At most forty characters of a cell are repeated in a sentence."""
    return text if len(text) <= 40 else text[:39] + "…"
