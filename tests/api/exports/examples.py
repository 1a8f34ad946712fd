"""Lines as a bureau would print them, fixed, with everything in them that has gone wrong elsewhere."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from api.exports.audit_columns import AuditLine
from api.exports.hazard_pdf import ClockLine, HazardDossier
from api.exports.heading import ExportHeading
from api.exports.ledger_columns import LedgerLine

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADING = ExportHeading(
    log="taijiang-bureau",
    exported_at=datetime(2026, 7, 1, 1, 30, 5, tzinfo=UTC),
    exported_by="陈志远（安全科科长，台江区教育局）",
    zone=SHANGHAI,
    known_at=datetime(2026, 6, 30, 16, 0, tzinfo=UTC),
    position=48213,
    filters=(("单位", "台江区教育局及下属"), ("等级", "重大")),
)
TRIAL = replace(HEADING, log="trial/taijiang")

STAIRS = LedgerLine(
    number="TJSX-2026-000123",
    unit="台江第三中心小学（东校区）",
    found=datetime(2026, 3, 2, 1, 15, tzinfo=UTC),
    found_by="王建国、李敏",
    source="日常检查（学校自查）",
    place="教学楼三层东侧楼梯",
    description="楼梯扶手松动，踏步破损两处，下课人流集中时易发生踩踏；应急灯 3 盏不亮，环境温度 35 ℃，面积约 12 ㎡。",
    category="疏散与拥挤",
    grade="一般",
    major_basis="否",
    cause="年久失修",
    interim_measure="设置隔离带和警示牌，错峰下课",
    measures="更换扶手，修补踏步，更换应急灯",
    funds_fen=1_250_000,
    rectifier="张伟",
    department="总务处",
    due_on=date(2026, 3, 20),
    contingency="已制定",
    manner="限期",
    rectified=date(2026, 3, 18),
    photos_after=3,
    verified_by="赵丽华",
    verified=datetime(2026, 3, 19, 7, 40, tzinfo=UTC),
    recheck="合格 √",
    is_closed_out=True,
    closed_out=datetime(2026, 3, 19, 7, 40, tzinfo=UTC),
    changed=frozenset({"due_on", "funds_fen", "description"}),
    revision=2,
)
TAKEN_OVER = LedgerLine(
    number="TJSX-2026-000124",
    unit="台江实验幼儿园",
    found=date(2025, 11, 24),
    found_by="䶮老师、㛃老师、𠮷田",
    description='=HYPERLINK("http://x","点这里") *不是* #标记 $x$ <b> @ref `code` \\ // 注释',
    rectifier="张伟",
    verified_by="张伟",
    is_closed_out=False,
    basis="claimed",
    flags=("验收人即整改人", "验收早于整改"),
    changed=frozenset({"measures"}),
    revision=1,
)

REGISTERED = AuditLine(
    position=48001,
    recorded_at=datetime(2026, 3, 2, 1, 20, 33, 123456, tzinfo=UTC),
    happened=date(2026, 3, 2),
    claimed_at=datetime(2026, 3, 2, 1, 15, tzinfo=UTC),
    what="登记造册",
    about="TJSX-2026-000123",
    who="王建国",
    post="安全员",
    unit="台江第三中心小学",
    basis="本系统办理",
    meaning="本人登记",
    signature="通行密钥",
    key="3F2A-C79A",
    verified="✓ 已验证 2026-07-01 09:30:05 +08:00",
    summary="教学楼三层东侧楼梯：楼梯扶手松动",
)
ESCALATED = AuditLine(
    position=48105,
    recorded_at=datetime(2026, 3, 21, 16, 0, 1, tzinfo=UTC),
    what="逾期升级",
    about="TJSX-2026-000123",
    unit="台江区教育局",
    rule="时限升级规则 v1",
    summary="整改逾期，报学校负责人",
)
DOSSIER = HazardDossier(
    line=STAIRS,
    clocks=(
        ClockLine(
            what="整改",
            started=datetime(2026, 3, 5, 2, 0, tzinfo=UTC),
            limit="15 日",
            due=date(2026, 3, 20),
            state="按时完成",
            basis="一般隐患整改期限（内部规定，2026-01-01 起）；日历 2026 第 1 版",
        ),
    ),
    life=(REGISTERED, ESCALATED),
)
