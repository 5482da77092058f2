"""The closed set of codes a push can be answered with, in test order, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

CODES: dict[str, tuple[int, str, str]] = {
    "batch_unreadable": (
        400,
        "the body is not UTF-8 JSON {chain, operations}; nothing was stored",
        "请求体不是 UTF-8 JSON；未保存任何内容",
    ),
    "operation_unplaceable": (
        400,
        "an item has no readable id, chain, seq or prev; nothing was stored; "
        "replace the item by a void",
        "某一项缺少可读的 id、chain、seq 或 prev；未保存任何内容；请用 void 项替换",
    ),
    "batch_too_large": (
        413,
        "more than 500 operations or 1 MB; send half",
        "超过 500 条或 1 MB；请减半发送",
    ),
    "gap": (
        409,
        "earlier operations of this chain are missing; send from `expected`",
        "该链之前的记录缺失；请从 expected 开始发送",
    ),
    "chain_forked": (
        409,
        "this chain went on differently on another copy of the device; open a new chain",
        "该链在设备的另一副本上已有不同记录；请开新链",
    ),
    "id_reused": (200, "another operation has this id", "该编号已被另一条记录使用"),
    "too_large": (200, "larger than 64 KB", "超过 64 KB"),
    "bad_text": (
        200,
        "contains a lone surrogate or the character NUL",
        "含有孤立代理项或 NUL 字符",
    ),
    "not_canonical": (200, "not in the canonical form", "不是规范格式"),
    "unsupported_version": (200, "format version is not known here", "不支持的格式版本"),
    "malformed": (
        200,
        "a field is missing, unknown or of the wrong form",
        "字段缺失、未知或格式错误",
    ),
    "wrong_actor": (200, "the chain belongs to another person", "该链属于另一人"),
    "unknown_kind": (
        200,
        "this kind of operation is not known for this subject",
        "该对象没有这种操作",
    ),
    "not_permitted": (
        200,
        "the person lacks the role for this at this site",
        "此人在该场所没有相应权限",
    ),
    "unknown_inspection": (200, "the inspection was never started here", "该检查尚未在此开始"),
    "already_started": (200, "the inspection was started already", "该检查已开始"),
    "inspection_submitted": (
        200,
        "the inspection is submitted; an officer can reopen it",
        "检查已提交；可由合规专员重新打开",
    ),
    "not_submitted": (
        200,
        "the inspection is open, nothing to reopen",
        "检查未提交，无需重新打开",
    ),
    "unknown_version": (
        200,
        "template or rule pack version is not known here",
        "模板或规则包版本未知",
    ),
    "unknown_site": (
        200,
        "the place is not known here or is no site",
        "该地点未知或不是场所",
    ),
    "unknown_question": (
        200,
        "the template has no such section or question",
        "模板中没有该章节或问题",
    ),
    "unknown_instance": (200, "no such instance of a repeated section", "重复章节中没有该实例"),
    "instance_exists": (200, "the instance exists already", "该实例已存在"),
    "wrong_kind": (200, "this kind does not fit the type of the question", "操作与问题类型不符"),
    "malformed_value": (
        200,
        "the value is missing, not wanted, or not of the form of its type",
        "值缺失、多余或不符合其类型的格式",
    ),
    "reason_missing": (200, "a reason is required", "必须填写理由"),
    "unknown_operation": (
        200,
        "the answer to keep is not an accepted one of this question",
        "要保留的答案不是该问题已接受的记录",
    ),
    "finding_exists": (200, "a finding with this id exists already", "该编号的发现已存在"),
    "unknown_finding": (
        200,
        "no finding raised by hand has this id here",
        "此处没有该编号的人工发现",
    ),
    "void": (
        200,
        "stands for an operation that could not be read any more",
        "代替一条已无法读取的记录",
    ),
    "internal": (
        200,
        "unexpected error; kept and reported to the operators",
        "意外错误；已保留并通知运维人员",
    ),
}


def message(code: str) -> dict[str, str]:
    """The sentence of a code."""
    _, en, zh = CODES[code]
    return {"en": en, "zh-Hans": zh}


@dataclass(slots=True)
class ChecklistError(Exception):
    """A document that cannot be used: where, and what to mend."""

    place: tuple[str | int, ...]
    sentence: str
