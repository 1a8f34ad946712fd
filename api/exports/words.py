"""The words of exported documents, Chinese and English side by side; column headings stand with their columns."""

from typing import Literal

Language = Literal["zh-CN", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "ledger": ("隐患台账", "Hazard ledger"),
    "audit_trail": ("审计轨迹", "Audit trail"),
    "dossier": ("隐患档案", "Hazard dossier"),
    "evidence": ("证据包", "Evidence"),
    "checkpoint": ("检查点", "Checkpoint"),
    "explanation": ("说明", "Explanation"),
    "particulars": ("登记内容", "Particulars"),
    "clocks": ("时限", "Clocks"),
    "life": ("全过程记录", "Line of life"),
    "none": ("无", "none"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "yuan": ("元", "yuan"),
    "photos": ("张", "photos"),
    "log": ("日志", "Log"),
    "kind_of_log": ("日志性质", "Kind of log"),
    "trial": (
        "试用日志：内容为编造，时间为设定，不作任何依据",
        "TRIAL LOG: made-up content and times, proof of nothing",
    ),
    "real": ("正式日志", "in earnest"),
    "known_at": ("按此时所知", "As known at"),
    "known_now": ("{moment}（导出时）", "{moment} (when exported)"),
    "position": ("截至日志位置", "Up to position in the log"),
    "filters": ("筛选条件", "Filters"),
    "no_filters": ("无（本人可见的全部）", "none (everything this person may see)"),
    "exported_at": ("导出时间", "Exported at"),
    "exported_by": ("导出人", "Exported by"),
    "names": ("姓名", "Names of people"),
    "names_own": (
        (
            "本单位及所属单位的事项显示完整姓名；其他单位的事项只显示姓名的首字，其余以＊代替。"
            "确需完整姓名的，请在导出时选择“显示完整姓名”并写明理由，该操作记入日志。"
        ),
        (
            "In full in what is of the exporter's own unit and those below it; elsewhere the first character, then ＊. "
            "Whoever needs them all chooses “names in full” when exporting and says why; that is recorded."
        ),
    ),
    "names_masked": (
        (
            "只显示姓名的首字，其余以＊代替；岗位和单位照常显示。"
            "确需完整姓名的，请在导出时选择“显示完整姓名”并写明理由，该操作记入日志。"
        ),
        (
            "The first character, then ＊; posts and units stay. Whoever needs them in full chooses “names in "
            "full” when exporting and says why; that is recorded."
        ),
    ),
    "names_full": (
        "完整显示；由何人、因何理由，已先行记入日志。请妥善保管，用后及时销毁。",
        "In full; by whom and why was recorded in the log before. Keep this file safe, destroy it after use.",
    ),
    "lines": ("条数", "Lines"),
    "times": ("时间", "Times"),
    "times_said": (
        "时间均附与协调世界时（UTC）的时差；只有日期的，原记录即只有日期。",
        "Every time carries its offset from UTC; where there is only a day, only a day was recorded.",
    ),
    "marks": ("标记", "Marks"),
    "mark_changed": (
        "※n：该项在首次登记后有更改，本条目至今为第 n 次修订；以前的内容仍在日志中，可按时点查看。",
        (
            "※n: changed after first entry, the line being at its n-th revision; what stood there before can be seen "
            "by asking as known at an earlier moment."
        ),
    ),
    "mark_claimed": (
        "据称：内容转自他人提供的台账，不是在本系统中逐步办理的；其后的标记是转入时发现的矛盾。",
        "Claimed: taken over from a ledger somebody handed in; what follows are contradictions seen at that time.",
    ),
    "mark_not_signed": (
        "未签名：由已登录的人员以其岗位办理，没有个人电子签名。",
        "Not signed: done by a signed-in person in the post shown, without a personal electronic signature.",
    ),
    "mark_signed": (
        "签名：导出时按登记时固定的公钥逐一重新验证，并核对其确属本条记录；“服务器代证”由服务器证明已输入密码，不是个人签名。",
        (
            "Signatures: each checked again when exported, under the key pinned at enrolment and against the event it "
            "stands under; “server-attested” says that the password was given and is not a personal signature."
        ),
    ),
    "mark_superseded": (
        "已被取代：签名依然有效，但记录以后来的事项为准。",
        "Superseded: the signature stays valid; the record goes by the later event.",
    ),
    "mark_flags": (
        "疑点：按内部规则计算，只供查问，不是认定。",
        "Flags: computed by house rules; a reason to ask, not a finding.",
    ),
    "cut": ("……（单元格已满，全文见系统）", " … (the cell is full, the whole text is in the system)"),
    "cleared": ("（已清除）", "(cleared)"),
    "revision": ("第 {revision} 次修订", "Revision {revision}"),
    "changed_columns": ("第 {revision} 次修订：{columns}", "Revision {revision}: {columns}"),
    "not_signed": ("未签名", "not signed"),
    "witnessed": ("本系统办理", "witnessed"),
    "claimed": ("据称", "claimed"),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "missing": (
        "下列字符没有字形，文中以代码表示：{characters}",
        "No font at hand has these characters; they stand in the text as code points: {characters}",
    ),
}


def word(key: str, language: Language, **places: object) -> str:
    """The word in this language, its places filled in."""
    return WORDS[key][language == "en"].format(**places)


def either(zh: str, en: str, language: Language) -> str:
    """One of two readings that stand together elsewhere."""
    return en if language == "en" else zh


def listed(words: list[str], language: Language) -> str:
    """`甲、乙` or `a, b`."""
    return either("、", ", ", language).join(words)
