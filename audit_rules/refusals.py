"""Why a move is refused, in both languages (codes of scoring.md §6)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "unknown_subject": (
        "There is no such nonconformity or action here.",
        "此处没有该不符合项或整改。",
    ),
    "event_not_allowed": (
        "This step is not possible in the present state.",
        "当前状态下不能执行此步骤。",
    ),
    "role_missing": ("Your roles do not allow this step.", "您的角色无权执行此步骤。"),
    "not_owner_of_this": ("Only the owner of this may do it.", "仅本项责任人可执行。"),
    "evidence_missing": ("Attach objective evidence first.", "请先附上客观证据。"),
    "text_missing": ("Write what was found.", "请填写内容。"),
    "nothing_pending": ("Nothing waits for this decision.", "没有待处理的申请。"),
    "same_person": (
        "Another person must do this: nobody decides on their own work.",
        "须由他人执行：不得审批本人的工作。",
    ),
    "reason_missing": ("Give a reason.", "请填写理由。"),
    "no_action": ("There is no live corrective action yet.", "尚无有效的整改措施。"),
    "cause_missing": ("The root cause must be accepted first.", "须先认可根本原因。"),
    "actions_open": (
        "A corrective action is still open, or none is verified.",
        "仍有整改未完成，或尚无整改通过验证。",
    ),
    "link_missing": ("Name what it links to.", "请指明关联对象。"),
    "owner_missing": (
        "Name another person who holds the role owner here.",
        "请指定在此担任责任人的另一人。",
    ),
    "extension_pending": (
        "A request for more time waits for a decision already.",
        "已有延期申请等待审批。",
    ),
    "extension_unit": (
        "This deadline counts another unit: ask in hours where hours are counted, in working days "
        "where working days are, or name a date.",
        "该时限的计量单位不同：按小时计的请以小时申请，按工作日计的请以工作日申请，或指定日期。",
    ),
    "evidence_not_received": (
        "Files that count as evidence have not arrived. Let their tablet sync, or let an officer "
        "write them off.",
        "作为证据的文件尚未到达。请让原设备同步，或由合规专员核销。",
    ),
    "file_missing": (
        "Name a file that counts as evidence here and has not arrived.",
        "请指明在此计为证据且尚未到达的文件。",
    ),
    "already_paused": ("The clock is paused already.", "计时已暂停。"),
    "not_paused": ("The clock is not paused.", "计时未暂停。"),
    "malformed_move": (
        "The move names no event, or a field is not of its form.",
        "未指明步骤，或字段格式不符。",
    ),
}


def refusal_message(code: str) -> dict[str, str]:
    """The sentence of a code."""
    en, zh = MESSAGES[code]
    return {"en": en, "zh-Hans": zh}
