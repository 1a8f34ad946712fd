"""The words of documents in two languages."""

import re

from api.exports.audit_columns import AUDIT_COLUMNS
from api.exports.ledger_columns import ALL_COLUMNS, LEDGER_COLUMNS
from api.exports.words import WORDS

CANONICAL = (
    "序号 隐患编号 学校/单位 检查时间 检查人员 检查类型/来源 隐患部位 隐患描述 隐患类别 "
    "隐患等级 是否重大/判定依据 原因分析 临时防控措施 整改措施 整改资金 整改责任人 责任部门 "
    "整改时限 应急预案 治理方式(即查即改/限期) 完成时间 整改后照片 验收人 验收时间 "
    "复查结果/意见 是否销号 销号时间 挂牌级别 督办单位 延期至 备注"
)


def test_the_ledger_has_the_columns_of_the_offices_in_their_order() -> None:
    assert [column.zh for column in LEDGER_COLUMNS] == CANONICAL.split()


def test_every_word_has_the_same_places_in_both_languages() -> None:
    for zh, en in WORDS.values():
        assert zh
        assert en
        assert sorted(re.findall(r"{\w+}", zh)) == sorted(re.findall(r"{\w+}", en))


def test_every_column_is_headed_in_both_languages_and_once() -> None:
    for columns in (ALL_COLUMNS, AUDIT_COLUMNS):
        assert len({column.zh for column in columns}) == len({column.en for column in columns}) == len(columns)
