"""The headings of ledgers: which words name which column. One table, no logic."""

import re
from collections.abc import Mapping

VALUE_FIELDS = (
    "unit", "found_on", "finder", "place", "description", "category", "grade", "rectifier", "supervisor", "deadline",
    "rectified_on", "verifier", "verified_on", "state",
)  # fmt: skip
"""What an imported row says, in the order of the report."""

SYNONYMS: Mapping[str, str] = {
    "number": "序号 序 号 顺序号 项次 次序 行号 no no. num 项目 #",
    "register_number": (
        "隐患编号 台账编号 登记编号 隐患序号 问题编号 编号 登记号 隐患号 number registernumber hazardno hazardno. "
        "台账号 隐患代码 编码"
    ),
    "town": (
        "乡镇 镇街 乡镇街道 街道 片区 学区 所属乡镇 所在乡镇 所属镇街 所属辖区 辖区 属地 区县 县区 所属区县 县市区 "
        "town district 镇(街道) 乡(镇) 市县 县(市区)"
    ),
    "unit": (
        "学校/单位 学校单位 单位 学校 单位名称 学校名称 校名 校园 学校(单位) 学校(园) 学校(幼儿园) 校园名称 受检单位 "
        "受检学校 被检单位 被检查单位 被检学校 被检查学校 隐患单位 所在单位 所在学校 隐患所在单位 存在单位 园所 "
        "园所名称 园名 幼儿园 学校及幼儿园 所属单位 所属学校 单位(学校) 校(园)名称 校(园) 学校园所 中小学幼儿园 "
        "填报单位 报送单位 上报单位 排查单位 自查单位 责任学校 unit school 机构名称 校区 所在校区 检查对象 受检对象 "
        "办学单位 教育机构 学校全称 单位全称 schoolname"
    ),
    "found_on": (
        "检查时间 检查日期 排查时间 排查日期 发现时间 发现日期 巡查时间 巡查日期 自查时间 自查日期 登记时间 登记日期 "
        "上报时间 上报日期 录入时间 录入日期 督查时间 督查日期 隐患发现时间 隐患发现日期 查出时间 查出日期 "
        "发现隐患时间 隐患排查时间 隐患排查日期 时间 日期 检查时间日期 问题发现时间 排查发现时间 督导时间 督导日期 "
        "foundon datefound inspectiondate date 检查日 排查日 巡查日 登记日 发现日 摸排时间 摸排日期 年月日 "
        "dateidentified datereported"
    ),
    "finder": (
        "检查人员 检查人 排查人 排查人员 发现人 发现者 发现人员 巡查人 巡查人员 检查者 自查人 自查人员 督查人员 "
        "督查人 隐患发现人 上报人 报告人 登记人 填报人 记录人 检查组成员 检查组 检查人签字 检查人签名 排查责任人 "
        "检查责任人 排查人签字 督导人员 督导人 查出人 foundby finder inspector inspectors 摸排人 摸排人员 检查员 "
        "检查者签名 带队人 带队领导 检查小组 排查组长 检查组长 reportedby identifiedby"
    ),
    "source": (
        "检查类型 检查类型/来源 检查方式 检查形式 检查性质 检查来源 隐患来源 问题来源 来源 排查方式 排查类型 "
        "发现方式 发现途径 检查类别 检查层级 检查级别 检查单位 检查部门 督查单位 检查机关 source kind"
    ),
    "place": (
        "隐患部位 部位 地点 位置 场所 隐患地点 隐患位置 隐患场所 隐患所在部位 隐患所在位置 具体部位 具体位置 "
        "具体地点 所在部位 所在位置 所处位置 所处部位 存在部位 检查部位 检查地点 检查场所 排查部位 排查地点 区域 "
        "点位 隐患点 隐患点位 重点部位 部位场所 地点部位 隐患区域 检查区域 问题部位 问题地点 place location 楼栋 "
        "楼层 隐患具体位置 具体点位 问题点位 隐患所在地 所在地 发生地点 检查位置"
    ),
    "description": (
        "隐患描述 隐患内容 存在隐患 存在的隐患 安全隐患 隐患情况描述 隐患具体情况 隐患具体内容 隐患内容描述 隐患详情 "
        "隐患问题 问题隐患 隐患 存在问题 存在的问题 存在的主要问题 主要问题 问题描述 问题内容 隐患及问题 问题及隐患 "
        "存在问题及隐患 存在的问题及隐患 存在安全隐患 存在的安全隐患 安全隐患内容 安全隐患描述 隐患概况 隐患简述 "
        "隐患情况 隐患说明 隐患表现 隐患名称 隐患事项 隐患清单 隐患现状 排查出的隐患 排查出的问题 检查发现的问题 "
        "检查发现问题 发现的问题 发现问题 发现隐患 发现的隐患 问题 问题情况 问题详情 问题清单 具体问题 具体情况 "
        "具体隐患 具体内容 现场情况 检查结果 检查情况 排查情况 不安全因素 不符合项 description hazard finding "
        "不合格项 隐患问题描述 事故隐患 安全隐患情况 安全隐患名称 主要隐患 隐患内容及问题 描述 problem problems "
        "issue issues"
    ),
    "category": (
        "隐患类别 隐患类型 隐患分类 隐患种类 类别 类型 分类 种类 问题类别 问题类型 问题分类 所属类别 所属类型 "
        "所属领域 领域 隐患领域 隐患性质 风险类别 风险类型 安全类别 专业类别 隐患大类 大类 事故类型 category type"
    ),
    "grade": (
        "隐患等级 隐患级别 等级 级别 隐患分级 分级 风险等级 风险级别 问题等级 危险等级 严重程度 隐患程度 程度 "
        "危害程度 grade level severity 隐患定级 隐患评级 问题级别"
    ),
    "is_major": (
        "是否重大 是否重大隐患 是否重大/判定依据 是否为重大隐患 是否属于重大隐患 重大隐患 是否重大事故隐患 major"
    ),
    "basis": "判定依据 检查依据 依据 法规依据 依据条款 违反条款 判定标准 basis",
    "cause": "原因分析 原因 产生原因 隐患原因 成因 形成原因 存在原因 cause",
    "interim_measure": (
        "临时防控措施 临时防护措施 临时措施 防范措施 防控措施 管控措施 临时管控措施 整改前防范措施 安全防范措施 "
        "现场管控措施 防护措施 安全措施 监控措施 interimmeasure interimmeasures"
    ),
    "measures": (
        "整改措施 整改方案 整改办法 整改内容 整改要求 整改意见 整改建议 治理措施 治理方案 措施 处理措施 处理意见 "
        "处理办法 整改措施及要求 拟采取措施 采取措施 采取的措施 整治措施 落实措施 处置措施 整改措施落实 整改具体措施 "
        "处理情况 measures 整改举措 治理举措 解决办法 解决措施 整改计划"
    ),
    "funds": (
        "整改资金 资金 整改经费 经费 治理资金 资金投入 投入资金 所需资金 所需经费 整改费用 费用 落实资金 "
        "整改资金落实 投入 预算 整改投入 资金落实 治理经费 资金保障 资金来源及金额 需要资金 funds cost budget"
    ),
    "rectifier": (
        "整改责任人 责任人 整改负责人 整改人 整改人员 责任人员 负责人 具体责任人 治理责任人 落实责任人 整改责任人员 "
        "整改责任人签字 承办人 经办人 整改落实人 直接责任人 学校责任人 第一责任人 校内责任人 具体负责人 "
        "整改具体责任人 责任人姓名 责任者 rectifier responsibleperson responsible 落实人 实施人 治理人 维修人 "
        "维修人员 处理人 处置人 责任教师 责任老师 安全责任人 主要责任人 学校负责人 owner assignedto"
    ),
    "supervisor": (
        "督办人 督办领导 督办责任人 督办人员 监管人 监管责任人 监督人 监督人员 监督责任人 督查责任人 督促人 督促人员 "
        "包保领导 包保责任人 包联领导 包保人 分管领导 分管负责人 分管校长 主管领导 挂点领导 挂点干部 挂钩领导 "
        "督导责任人 督办 监管 包校领导 包校干部 监督领导 监管人员 责任领导 督办负责人 牵头领导 supervisor overseer "
        "监督员 责任督学 联系领导 挂校领导 包抓领导 包案领导 分管局长 主管校长 跟踪人"
    ),
    "responsible_unit": (
        "责任单位 整改责任单位 整改单位 责任部门 整改部门 整改责任部门 牵头部门 责任科室 责任处室 承办单位 承办部门 "
        "配合部门 牵头单位 responsibleunit department"
    ),
    "supervising_unit": (
        "督办单位 督办部门 监管单位 监管部门 监督单位 主管部门 监管责任单位 行业主管部门 supervisingunit 督办科室 "
        "包保单位"
    ),
    "deadline": (
        "整改时限 整改期限 整改限期 限期 时限 期限 完成时限 完成期限 限期整改时间 限改时间 整改完成时限 整改完成期限 "
        "计划完成时间 计划完成日期 计划整改时间 拟完成时间 拟整改时间 预计完成时间 预计整改时间 要求完成时间 "
        "要求整改时间 应完成时间 整改截止时间 截止时间 截止日期 整改截止日期 治理时限 治理期限 限期完成时间 "
        "规定完成时间 整改到期时间 到期时间 整改时限要求 整改期限要求 完成整改时限 整改时间要求 整改要求时间 "
        "计划整改完成时间 预计整改完成时间 拟整改完成时间 deadline duedate dueon due 限时 办结时限"
    ),
    "contingency": "应急预案 预案 应急措施 应急处置措施 应急方案 contingency",
    "manner": "治理方式 治理方式(即查即改/限期) 整改方式 整改类型 治理类型 整改类别",
    "rectification_day": "整改时间 治理时间 整改日期 治理日期 处理时间 处理日期 处置时间 处置日期 落实时间",
    "rectified_on": (
        "完成时间 完成日期 整改完成时间 整改完成日期 实际完成时间 实际完成日期 实际整改时间 办结时间 办结日期 "
        "完成整改时间 治理完成时间 整改到位时间 整改完毕时间 整改结束时间 实际整改完成时间 整改落实时间 "
        "整改完成时间(日期) 完工时间 消除时间 隐患消除时间 rectifiedon completedon completed 完成日 整改完成日 "
        "修复时间 修复日期 维修时间 维修日期 解决时间 解决日期 竣工时间 竣工日期 datecompleted completiondate "
        "daterectified"
    ),
    "progress": (
        "整改情况 整改状态 整改结果 整改进度 整改进展 整改进展情况 整改落实情况 整改完成情况 整改成效 整改效果 "
        "是否整改 是否完成 是否完成整改 是否整改完成 是否整改到位 是否已整改 是否整改完毕 是否到位 是否落实 是否解决 "
        "完成情况 完成与否 整改与否 落实情况 治理情况 治理状态 状态 进展 进展情况 办理情况 办理状态 当前状态 "
        "隐患状态 目前状态 目前情况 目前进展 整改情况跟踪 整改情况说明 整改是否完成 整治情况 status state progress "
        "是否消除 整改结论 进度 整改完成"
    ),
    "photo": "整改后照片 整改前照片 整改前后照片 照片 图片 附件 隐患照片 现场照片 佐证材料 影像资料 photo",
    "verifier": (
        "验收人 验收人员 验收责任人 验收组 验收人签字 验收签字 查验人 查验人员 复查人 复查人员 复核人 复核人员 "
        "核查人 核查人员 复验人 核验人 销号人 销号责任人 验收销号人 验收负责人 验收领导 复查责任人 验证人 销号确认人 "
        "确认人 核实人 verifiedby verifier 复检人 复检人员 核销人 核实人员 复查组长"
    ),
    "verified_on": (
        "验收时间 验收日期 查验时间 查验日期 复查时间 复查日期 复核时间 复核日期 核查时间 核查日期 复验时间 核验时间 "
        "核验日期 验收销号时间 验证时间 验收通过时间 确认时间 核实时间 verifiedon verificationdate 复检时间 复检日期 "
        "dateverified"
    ),
    "review_result": (
        "复查结果/意见 复查结果 复查意见 复查情况 验收结果 验收意见 验收情况 验收结论 查验结果 查验情况 核查结果 "
        "核查情况 核查意见 复核结果 复核情况 是否验收 是否合格 是否通过验收 是否验收合格 验收是否合格 result"
    ),
    "closed": (
        "是否销号 销号 销号情况 销号状态 是否闭环 闭环情况 是否办结 是否已销号 销号与否 是否核销 闭环 "
        "是否销号(是/否) 是否闭环销号 是否验收销号 closed closedout 是否销案 是否销项"
    ),
    "closed_on": (
        "销号时间 销号日期 闭环时间 闭环日期 核销时间 核销日期 closedon closedouton 销项时间 销案时间 dateclosed "
        "closingdate"
    ),
    "listed": "挂牌级别 挂牌督办级别 是否挂牌 是否挂牌督办 挂牌督办 挂牌 挂牌情况 listed",
    "extended_to": "延期至 延期时间 延期到 延期日期 延期整改时间 extendedto",
    "recurrence": "是否反弹 反弹 回头看 回头看情况 反弹情况 是否复发 recurrence",
    "telephone": "联系电话 电话 联系方式 手机 手机号 手机号码 责任人电话 责任人联系方式 联系人",
    "remarks": "备注 说明 其他 其它 备注说明 其他说明 remarks remark notes note 附注 情况说明",
}  # fmt: skip
"""Exact headings after folding (no blanks, narrow forms, small letters); the earlier word is the surer one."""

CHECKS = "检查|排查|发现|巡查|自查|督查|督导|登记|上报|查出|巡检|抽查|摸排|查找"
PUTS_RIGHT = "整改|治理|落实|整治"
VERIFIES = "验收|复查|查验|核查|复核|复验|核验|验证|复检|回访|销号|销案|销项|闭环|核销"
PERSON = "人|人员|责任人|负责人|者|领导|干部|[组局股科处校园]长|组|员|老师|教师|督学|签字|签名|姓名|名单"
DAY = "时间|日期|年月日|日$"
PLANNED = "拟|计划|预计|预期|要求|应(?!急)|规定|目标|限|最迟|承诺"
NOT_ITS_NAME = "地址|乡镇|性质|类别|类型|人数"
HEADS = "分管|主管|包保|包联|包校|包抓|包案|挂点|挂联|挂校|挂钩|蹲点|牵头"

PATTERNS: tuple[tuple[str, str], ...] = (
    ("telephone", "电话|手机|联系方式"),
    ("photo", "照片|图片|影像|佐证"),
    ("contingency", "预案|应急"),
    ("interim_measure", "(临时|防控|管控|防范|防护|监控).*措施"),
    ("cause", "原因|成因"),
    ("extended_to", "延期"),
    ("supervisor", f"挂牌.*({PERSON})$"),
    ("listed", "挂牌"),
    ("recurrence", "反弹|回头看|复发"),
    ("basis", "依据|条款|法规|标准"),
    ("grade", "^(一般|较大)(事故|安全)?隐患$"),
    ("is_major", "是否.*重大|重大.*(是否|判定)"),
    ("funds", "资金|经费|费用|金额|投入"),
    ("deadline", f"时限|期限|限期|截止|到期|({PLANNED}).*({DAY})"),
    ("closed_on", f"(销号|销案|销项|闭环|核销).*({DAY})"),
    ("verified_on", f"({VERIFIES}|确认|核实).*({DAY})"),
    ("verifier", f"({VERIFIES}).*({PERSON})$"),
    ("review_result", "(验收|复查|查验|核查|复核|复验|核验).*(结果|意见|情况|结论|合格|通过)"),
    ("closed", "是否.*(销号|销案|销项|闭环|核销|办结)|(销号|闭环|核销).*(情况|状态|与否)"),
    ("rectified_on", f"(完成|办结|到位|完毕|结束|消除|修复|实际).*({DAY})|({DAY}).*(完成|完毕)"),
    ("supervisor", f"(督办|监管|监督|督促|跟踪|{HEADS}|局).*({PERSON})$|(?<!检查)(?<!排查)(?<!巡查)(?<!带队)领导$"),
    ("supervising_unit", "(督办|监管|监督|主管|包保).*(单位|部门|机关|科室)"),
    ("responsible_unit", "(责任|整改|牵头|承办|配合).*(单位|部门|科室|处室|学校)"),
    ("finder", f"({CHECKS}|带队).*({PERSON})$"),
    ("rectifier", f"责任人|负责人|承办人|经办人|(整改|治理|落实|实施|维修|处理|处置).*({PERSON})$|责任.*(老师|教师)$"),
    ("source", f"({CHECKS}|隐患|问题).*(方式|来源|形式|途径|层级|性质)|(检查|督查|督导|抽查).*(单位|部门)|检查类"),
    ("unit", "(受检|被检|[受被]查|所属|所在|存在|隐患|问题|办学|填报|报送|上报).*(单位|学校|学园|校区|机构|园$)"),
    ("unit", f"(单位|学校|小学|机构|校|园).?名称?$|(检查|排查|自查)学校|^(学校|单位|幼儿园)(?!.*({NOT_ITS_NAME}))"),
    ("grade", "等级|级别|分级|定级|评级|(严重|危害|危险|隐患)程度"),
    ("category", "类别|类型|分类|种类|领域|大类|类$"),
    ("progress", f"是否.*({PUTS_RIGHT}|完成|解决|消除|到位)|({PUTS_RIGHT}).*是否|状态|进展|进度"),
    ("progress", f"({PUTS_RIGHT}|完成|办理|处理).*(情况|状态|结果|进度|进展|成效|效果|与否|结论)"),
    ("measures", "措施|举措|(整改|治理|处理|处置|整治).*(方案|办法|要求|建议|意见|内容|计划)"),
    ("rectification_day", f"(整改|治理|处理|处置).*({DAY})"),
    ("found_on", f"({CHECKS}).*({DAY})|^.{{0,4}}(时间|日期)$"),
    ("place", "部位|地点|位置|场所|区域|点位|处所|所在地|楼栋|楼层"),
    ("register_number", "编号|编码|登记号|台账号|代码"),
    ("town", "乡镇|镇街|街道|片区|学区|区县|辖区|属地"),
    (
        "description",
        "(隐患|问题|不足|缺陷|风险)(?!.*(数|率|量|总|个|条|处|项|比例|合计)).*|不符合|不合格项|违规|违章",
    ),
    ("remarks", "备注|说明"),
)  # fmt: skip
"""Where no exact heading is known: the first pattern found in it decides, with less confidence."""

GROUP = re.compile(
    f"({CHECKS}|{PUTS_RIGHT}|{VERIFIES}|督办|监管|基本|责任)(落实|销号)?(情况|信息|环节|阶段|内容|部分)?"
)
"""What stands over several columns and names none."""

STAGES: tuple[tuple[str, str], ...] = (
    ("verify", f"{VERIFIES}|核实|确认"),
    ("supervise", "督办|监管|监督|包保|包联"),
    ("rectify", "整改|治理|落实|处置|处理"),
    ("find", f"{CHECKS}|基本|隐患|问题"),
)
"""What the columns under a common heading are about."""

UNDER_STAGE: Mapping[str, Mapping[str, str]] = {
    "find": {
        "时间|日期": "found_on",
        "人员?|责任人|负责人|姓名|签字": "finder",
        "单位|学校": "unit",
        "情况|内容|描述|详情": "description",
        "类型|类别": "category",
        "方式|来源|形式": "source",
        "地点|部位|位置": "place",
    },
    "rectify": {
        "时间|日期": "rectification_day",
        "人员?|责任人|负责人|姓名|责任": "rectifier",
        "单位|部门|责任单位": "responsible_unit",
        "情况|结果|进展|状态|完成|是否完成": "progress",
        "资金": "funds",
        "时限|期限|要求时间": "deadline",
        "方案|要求|内容": "measures",
    },
    "verify": {
        "时间|日期": "verified_on",
        "人员?|责任人|负责人|姓名|签字|签名": "verifier",
        "结果|意见|情况|结论|是否合格": "review_result",
        "是否完成|状态": "closed",
        "单位|部门": "supervising_unit",
    },
    "supervise": {
        "人员?|责任人|负责人|姓名|领导|责任": "supervisor",
        "单位|部门|责任单位": "supervising_unit",
        "时间|日期|时限|期限": "deadline",
    },
}
"""Short headings whose meaning hangs on the heading above them."""

TICKED_GROUPS = frozenset({"grade", "category", "progress", "closed", "is_major", "description", "measures"})
"""Headings that may be split into one column per answer (一般 | 重大), ticked with √."""

FIELDS = frozenset(SYNONYMS)
COMPILED_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in PATTERNS)
COMPILED_STAGES = tuple((stage, re.compile(pattern)) for stage, pattern in STAGES)
COMPILED_LEAVES = {
    stage: tuple((re.compile(pattern), field) for pattern, field in leaves.items())
    for stage, leaves in UNDER_STAGE.items()
}
EXACT = {
    word: (field, 1.0 - place / 1000)
    for field, words in SYNONYMS.items()
    for place, word in reversed(list(enumerate(words.split())))
}
"""Folded heading → field and confidence."""
