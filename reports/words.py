"""Labels in English and Simplified Chinese, and the choice of a text by language."""

from collections.abc import Mapping

from reports.account_words import ACCOUNT
from reports.scripts.bidi import isolated

LANGUAGES = ("en", "zh-Hans")
HOUR_MS = 3_600_000
Text = dict[str, str]
# Said in these words wherever a pack is to be checked (tests/house/test_other_way.py).
OTHER_WAY: Text = {
    "en": "Use a verifier that did not come with the pack, and compare the fingerprint of the key by "
    "another way.",
    "zh-Hans": "请使用并非随证据包而来的核验程序，并通过其他途径核对密钥指纹。",
}

_UNITS: Mapping[str, str] = {
    "accounts": "个账号",
    "cases": "件",
    "channels": "个渠道",
    "days": "天",
    "errors": "处",
    "h": "小时",
    "items": "项",
    "loans": "笔",
    "min": "分钟",
    "orders": "单",
    "persons": "人",
    "points": "分",
    "s": "秒",
}

_LABELS: Mapping[str, tuple[str, str]] = {
    "pack": ("Evidence pack", "证据包"),
    "scope": ("Scope", "范围"),
    "period": ("Period", "期间"),
    "period_value": ("{} to {}, {}", "{} 至 {}，{}"),
    "criteria": ("Criteria", "依据"),
    "issued": ("Issued", "签发"),
    "issued_value": ("{} UTC for {}", "{} UTC，签发对象：{}"),
    "left_out": ("Left out", "未列入"),
    "nothing_left_out": ("Nothing.", "无。"),
    "left_out_value": (
        "ledger entries shown without their content: {} ({})",
        "不含内容的台账记录：{} 条（{}）",
    ),
    "out_of_scope": ("outside the scope of this pack", "不在本证据包范围内"),
    **ACCOUNT,
    "inspections": ("inspections", "次检查"),
    "answers_count": ("{} of {} answered", "{1} 项中已答 {0} 项"),
    "mean_score": ("mean score", "平均得分"),
    "target": ("target {}", "目标 {}"),
    "no_target": ("no target set", "未设目标"),
    "nonconformities": ("nonconformities", "不符合项"),
    "on_time": ("actions on time", "按期整改"),
    "on_time_note": ("{} of {} closed", "{1} 项中 {0} 项已关闭"),
    "trend": ("Mean score by month", "月平均得分"),
    "by_severity": ("Nonconformities by severity", "不符合项分级"),
    "no_scores": ("No scored inspections in the period.", "期间内没有计分的检查。"),
    "class_days": ("{} working days", "{} 个工作日"),
    "class_working": ("{} working hours", "{} 个工作小时"),
    "class_elapsed": ("{} hours", "{} 小时"),
    "proves": ("What this pack proves", "本证据包证明什么"),
    "proof_1": (
        "Each of the {} ledger entries shown here is in the signed ledger, unchanged, in order.",
        "所列 {} 条台账记录均在已签名的台账中，未被改动，顺序一致。",
    ),
    "proof_2": (
        "Per site the entries are numbered without a gap: none of the period was left out.",
        "各场所记录连续编号、没有缺号：期间内没有遗漏。",
    ),
    "proof_3": (
        "Each of the {} photographs and documents has the bytes that were received from the tablet.",
        "{} 份照片和文件的字节与平板上传时完全一致。",
    ),
    "not_proved": (
        "It cannot prove that an answer was true when it was tapped, "
        "nor that nobody keeps a second ledger.",
        "它不能证明作答时答案属实，也不能证明没有人另设一本台账。",
    ),
    "fingerprint": ("Key fingerprint (SHA-256)", "密钥指纹（SHA-256）"),
    "root": ("Ledger root, size {}", "台账根，共 {} 条"),
    "check": (
        f"{OTHER_WAY['en']} python3 verify.py pack.zip --fingerprint … No network, no account.",
        f"{OTHER_WAY['zh-Hans']}python3 verify.py pack.zip --fingerprint …，无需网络，无需账号。",
    ),
    "seal": (
        "The seal proves that the file is unchanged; who sealed it is proved when you compare "
        "this fingerprint with the organisation. Archival form, not certified.",
        "电子印章证明文件未被改动；与该组织核对指纹后，方可确认由谁签章。存档格式，未经认证。",
    ),
    "volume": ("volume {} of {}", "第 {} 卷，共 {} 卷"),
    "page": ("Page {} of {}", "第 {} 页，共 {} 页"),
    "confidential": ("Confidential · controlled record", "内部机密 · 受控记录"),
    "summary": ("Summary", "汇总"),
    "scores_by_site": ("Scores by site", "各场所得分"),
    "scores_by_section": ("Scores by section", "各部分得分"),
    "pareto": ("Most frequent nonconformities", "最常见的不符合项"),
    "ages": ("Open nonconformities by age", "未关闭不符合项的时长"),
    "on_time_rate": ("Actions on time", "整改按期率"),
    "on_time_formula": (
        "{} of {} finished actions were submitted for verification no later than their due "
        "moment: {} (on time ÷ finished).",
        "已完成的 {1} 项整改中，有 {0} 项在期限前提交验证：{2}（按期数 ÷ 完成数）。",
    ),
    "sampling": ("Sampling", "抽样"),
    "site": ("Site", "场所"),
    "score": ("Score", "得分"),
    "inspection": ("Inspection", "检查"),
    "inspector": ("Inspector", "检查员"),
    "contact": ("Site contact", "受检方"),
    "on_tablet": ("On the tablet", "平板时间"),
    "at_server": ("At the server", "服务器时间"),
    "judged_by": ("Judged by", "评判依据"),
    "qualified": ("{} ({})", "{}（{}）"),
    "from_to": ("{} to {}", "{} 至 {}"),
    "weight": ("weight {}", "权重 {}"),
    "question": ("Question and criterion", "检查内容与依据"),
    "answer": ("Answer", "答案"),
    "points": ("Points", "得分"),
    "device_operation": ("{} · {}, operation {}", "{} · {}，操作 {}"),
    "both_clocks": ("Tablet {} · server {}", "平板 {} · 服务器 {}"),
    "changed": ("Changed at {} from “{}”", "{} 更改，原为“{}”"),
    "changed_reason": ("Changed at {} from “{}”, reason: {}", "{} 更改，原为“{}”，理由：{}"),
    "reason": ("Reason: {}", "理由：{}"),
    "raised": ("{} raised", "已生成 {}"),
    "rest_in_appendix": ("… continued in the appendix", "……下文见附录"),
    "long_texts": ("Long texts", "长文本"),
    "signatures": ("Signatures", "签名"),
    "explanation": ("How the score came about", "得分说明"),
    "conflicts": ("{} open conflicts", "{} 处未解决的冲突"),
    "operations": ("Operations", "操作记录"),
    "place": ("Question", "检查项"),
    "verdict_hash": ("Hash of the verdict (SHA-256): {}", "判定的哈希（SHA-256）：{}"),
    "nonconformity": ("Nonconformity", "不符合项"),
    "statement": ("Nonconformity", "不符合事实"),
    "criterion": ("Criterion", "依据"),
    "evidence": ("Objective evidence", "客观证据"),
    "correction": ("Correction", "纠正"),
    "corrective": ("Corrective action", "纠正措施"),
    "root_cause": ("Root cause ({} whys)", "根本原因（{} 个为什么）"),
    "fishbone": ("Root cause (fishbone)", "根本原因（鱼骨图）"),
    "owner": ("Owner", "责任人"),
    "verifier": ("Verified by", "验证人"),
    "deadline": ("Deadline {}: {}, calendar {}", "期限 {}：{}，日历 {}"),
    "due": ("due", "期限"),
    "done": ("done", "完成"),
    "not_counted": ("not counted", "不计入"),
    "due_done": ("Due {}. Done {}, {} {}.", "期限 {}；完成 {}，{}{}。"),
    "due_open": ("Due {}. Not done yet.", "期限 {}；尚未完成。"),
    "before_due": ("before it", "提前"),
    "after_due": ("late", "逾期"),
    "no_due": (
        "No due moment: the calendar ends on {}.",
        "无期限：日历仅至 {}。",
    ),
    "clock_paused": ("The clock is paused: nothing is due meanwhile.", "计时已暂停：期间无期限。"),
    "provisional": (
        "Provisional: from {} on the calendar is without the yearly notice.",
        "暂定：自 {} 起，日历尚无年度放假通知。",
    ),
    "extension": (
        "Extension {} asked by {} ({}), approved by {}.",
        "{1} 申请延期 {0}（{2}），批准人 {3}。",
    ),
    "extension_open": ("Extension {} asked by {} ({}).", "{1} 申请延期 {0}（{2}）。"),
    "before": ("Before", "整改前"),
    "after": ("After", "整改后"),
    "history": ("Event history", "事件历史"),
    "tablet_time": ("Tablet time", "平板时间"),
    "server_time": ("Server time", "服务器时间"),
    "event": ("Event", "事件"),
    "person": ("Person", "人员"),
    "ledger": ("Ledger", "台账"),
    "effectiveness": ("Effectiveness", "有效性评价"),
    "effective_rule": (
        "{} of {} later inspections are clean (rule: {} of {} within {} days). "
        "The next one that fails reopens this nonconformity.",
        "后续 {1} 次检查中 {0} 次符合（规则：{4} 天内 {3} 次中 {2} 次）。"
        "之后任何一次不符合都会重新打开本项。",
    ),
    "appendix": ("Appendix", "附录"),
    "evidence_index": ("Evidence index", "证据目录"),
    "file": ("File", "文件"),
    "size": ("Size", "大小"),
    "captured": ("Captured", "拍摄"),
    "received": ("Received", "接收"),
    "ledger_extract": ("Ledger extract", "台账摘录"),
    "ledger_note": (
        "The first and last entries of this pack; all {} stand in ledger.jsonl.",
        "本证据包的首尾记录；全部 {} 条见 ledger.jsonl。",
    ),
    "position": ("Position", "序号"),
    "stream": ("Stream", "流"),
    "number": ("Number", "编号"),
    "kind": ("Kind", "类型"),
    "at": ("Server time (UTC)", "服务器时间（UTC）"),
    "body": ("SHA-256 of the body", "内容的 SHA-256"),
    "rules_in_force": ("Templates and rules in force", "适用的模板与规则"),
    "version": ("Version", "版本"),
    "redactions": ("Left out, and why", "未列入内容及原因"),
    "glossary": ("Glossary", "术语"),
    "how_to_verify": ("How to verify", "如何核对"),
    "no_photo": ("not received yet", "尚未收到"),
    "bad_photo": ("cannot be shown", "无法显示"),
    "pixels": ("{} × {} pixels", "{} × {} 像素"),
    "unshown": ("cannot be shown: {}; {}", "无法显示：{}；{}"),
    "unshown_cut": ("the file ends before the picture does", "文件在图片结束之前中断"),
    "unshown_damaged": ("the picture is damaged", "图片已损坏"),
    "unshown_too_large": ("more pixels than are decoded here", "像素超过此处解码的上限"),
    "unshown_no_decoder": ("no decoder for this format is installed", "未安装此格式的解码器"),
    "unshown_no_picture": ("this is no picture", "这不是图片"),
    "documents": ("Documents and recordings", "文件与录音"),
    "documents_note": (
        "Each lies in the pack in the folder documents, under its SHA-256, with the ending of its kind.",
        "各文件位于证据包的 documents 目录中，以 SHA-256 命名，并带有相应的扩展名。",
    ),
    "file_name": ("Name", "名称"),
    "added": ("added {}", "添加于 {}"),
    "added_on": ("Added", "添加"),
    "valid_from": ("valid from {}", "{} 起有效"),
    "valid_until": ("valid until {}", "有效期至 {}"),
    "received_on": ("received {}", "收到于 {}"),
    "redacted": ("redacted: {}", "已隐去：{}"),
    "nothing": (
        "No inspection and no nonconformity falls into this scope and period. "
        "The ledger entries around the period are shown, and prove it.",
        "该范围和期间内没有检查，也没有不符合项。所示台账记录包括期间前后的记录，可证明这一点。",
    ),
}

_CODES: Mapping[str, tuple[str, str]] = {
    "critical": ("Critical", "严重"),
    "major": ("Major", "主要"),
    "minor": ("Minor", "一般"),
    "observation": ("Observation", "观察项"),
    "pass": ("Pass", "符合"),
    "fail": ("Fail", "不符合"),
    "partial": ("Partly", "部分符合"),
    "na": ("N/A", "不适用"),
    "info": ("Recorded", "已记录"),
    "open": ("Open", "未关闭"),
    "self_check": ("self-check", "自查"),
    "spot_check": ("spot check", "抽查"),
    "internal_audit": ("internal audit", "内部审核"),
    "external_audit": ("external audit", "外部审核"),
    "drill": ("drill", "演练"),
    "equipment_check": ("equipment check", "设备检查"),
    "survey": ("survey", "调查"),
    "contained": ("Contained", "已控制"),
    "cause_accepted": ("Cause accepted", "原因已接受"),
    "planned": ("Planned", "已计划"),
    "watching": ("Watching the effect", "效果观察中"),
    "closed": ("Closed", "已关闭"),
    "cancelled": ("Cancelled", "已取消"),
    "assigned": ("Assigned", "已指派"),
    "accepted": ("Accepted", "已接受"),
    "in_progress": ("In progress", "进行中"),
    "submitted": ("Submitted", "已提交"),
    "verified": ("Verified", "已验证"),
    "effective": ("Effective", "有效"),
    "declined": ("Declined", "已拒绝"),
    "returned": ("Returned", "已退回"),
    "ineffective": ("Not effective", "无效"),
    "answer": ("Answer", "作答"),
    "clear": ("Cleared", "清除"),
    "not_applicable": ("Not applicable", "不适用"),
    "resolve": ("Conflict settled", "解决冲突"),
    "note": ("Comment", "备注"),
    "attach": ("Photo added", "添加照片"),
    "detach": ("Photo removed", "移除照片"),
    "sign": ("Signed", "签名"),
    "add": ("Part added", "增加部分"),
    "remove": ("Part removed", "移除部分"),
    "raise": ("Finding raised", "提出发现"),
    "opened": ("Opened", "生成"),
    "contain": ("Contained", "应急处置"),
    "propose_cause": ("Cause proposed", "提出原因"),
    "accept_cause": ("Cause accepted", "接受原因"),
    "return_cause": ("Cause returned", "退回原因"),
    "plan": ("Actions planned", "制定措施"),
    "close": ("Closed", "关闭"),
    "recur": ("Recurred: reopened", "再次发生，重新打开"),
    "undecided": ("Watch ended undecided", "观察期结束，未定论"),
    "accept_effect": ("Effect accepted", "认可效果"),
    "reopen": ("Reopened", "重新打开"),
    "regrade": ("Severity changed", "调整等级"),
    "request_cancel": ("Cancellation asked", "申请取消"),
    "approve_cancel": ("Cancellation approved", "批准取消"),
    "reject_cancel": ("Cancellation refused", "驳回取消"),
    "accept": ("Accepted", "接受"),
    "decline": ("Declined", "拒绝"),
    "reassign": ("Assigned", "指派"),
    "start": ("Started", "开始"),
    "submit": ("Submitted", "提交"),
    "withdraw": ("Withdrawn", "撤回"),
    "return": ("Returned", "退回"),
    "verify": ("Verified", "验证通过"),
    "request_extension": ("Extension asked", "申请延期"),
    "approve_extension": ("Extension approved", "批准延期"),
    "reject_extension": ("Extension refused", "驳回延期"),
    "pause": ("Paused", "暂停"),
    "resume": ("Resumed", "恢复"),
    "write_off": ("File written off", "核销文件"),
    "deadline_recomputed": ("Deadline computed anew", "重新计算期限"),
    "calendar_changed": ("Calendar changed", "日历变更"),
}

GLOSSARY: tuple[tuple[str, str, str, str], ...] = (
    ("criterion", "准则", "the requirement a question is held against", "检查项所对照的要求"),
    ("objective evidence", "客观证据", "what proves that something is true", "证明事实成立的材料"),
    ("nonconformity", "不符合", "a requirement that is not fulfilled", "未满足要求"),
    ("correction", "纠正", "removes the nonconformity that was found", "消除已发现的不符合"),
    (
        *("corrective action", "纠正措施"),
        *("removes the cause, so that it does not come back", "消除原因，防止再次发生"),
    ),
    ("ledger", "台账", "append-only record of who did what when", "只可追加的行为记录"),
    (
        *("verdict", "判定"),
        *("what the rules make of an inspection: score, findings", "规则对检查得出的结论"),
    ),
)


def label(language: str, key: str, *values: object) -> str:
    """The label in this language, with its places filled.

    A value that runs right to left keeps to itself: it does not turn the words around it.
    """
    pair = _LABELS[key]
    text = pair[1] if language.startswith("zh") else pair[0]
    return text.format(*(isolated(str(value)) for value in values)) if values else text


def code_name(language: str, code: str) -> str:
    """The name of a state, event, severity, outcome or kind; an unknown code stands for itself."""
    pair = _CODES.get(code)
    if pair is None:
        return code.replace("_", " ")
    return pair[1] if language.startswith("zh") else pair[0]


def text_in(text: Mapping[str, str], language: str) -> str:
    """The text in this language, else in English, else in the first language it has."""
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


def percent(basis_points: int | None) -> str:
    """Basis points as `92.05 %`, never rounded again; an en dash when there is no score."""
    if basis_points is None:
        return "–"
    sign = "-" if basis_points < 0 else ""
    return f"{sign}{abs(basis_points) // 100}.{abs(basis_points) % 100:02d} %"


def unit_text(unit: str) -> Text:
    """A unit in both languages; a symbol of SI reads the same in each."""
    return {"en": unit, "zh-Hans": _UNITS.get(unit, unit)}


def class_text(wanted: Mapping[str, str | int]) -> Text:
    """A deadline class `{clock, ms | days}` in words: 24 working hours, 5 working days."""
    if wanted["clock"] == "working_days":
        return {name: label(name, "class_days", wanted["days"]) for name in LANGUAGES}
    hundredths = int(wanted["ms"]) * 100 // HOUR_MS
    amount = f"{hundredths / 100:g}"
    return {name: label(name, f"class_{wanted['clock']}", amount) for name in LANGUAGES}


def grouped(number: int) -> str:
    """`8,612`"""
    return f"{number:,}"


def byte_size(count: int) -> str:
    """A file's size as people say it: `512 B`, `48 kB`, `2.6 MB`."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count // 1000} kB"
    return f"{count // 1_000_000}.{count // 100_000 % 10} MB"
