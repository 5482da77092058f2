"""Labels of what a pack shows, leaves out and misses, in English and Simplified Chinese."""

from collections.abc import Mapping

ACCOUNT: Mapping[str, tuple[str, str]] = {
    "due_moved": ("due {} → {}", "期限 {} → {}"),
    "due_never": ("none", "无"),
    "beside": ("Evidence beside the questions", "检查项之外的证据"),
    "and_then": ("; ", "；"),
    "left_other_day": ("of inspections filed under another day: {}", "归入其他日期的检查：{} 条"),
    "left_planning": ("of planned inspections: {}", "检查计划：{} 条"),
    "left_intake": ("of devices and refused operations: {}", "设备与被拒收的操作：{} 条"),
    "left_organisation": ("of people, places and settings: {}", "人员、场所与设置：{} 条"),
    "left_boundary": ("just before the period: {}", "期间之前的相邻记录：{} 条"),
    "account": (
        "{} entries stand in the ledger of this scope since the period began; "
        "{} of the {} entries shown have their content here.",
        "自期间开始，本范围的台账共有 {0} 条记录；所列 {2} 条中有 {1} 条含内容。",
    ),
    "not_submitted": ("Not submitted", "未提交"),
    "draft": ("Not submitted", "未提交"),
    "reopened": ("Opened again", "已重新打开"),
    "reopened_note": (
        "Opened again after its submit: the verdict is that of the earlier submit.",
        "提交后已重新打开：判定为上次提交时的结果。",
    ),
    "draft_note": (
        "Not submitted when this pack was issued: no verdict, and what is here may change.",
        "签发时尚未提交：没有判定，内容仍可能变化。",
    ),
    "incomplete": ("Incomplete", "不完整"),
    "incomplete_value": ("submitted incomplete: {}", "提交时不完整：{} 次"),
    "pieces_missing": ("Incomplete or doubtful", "不完整或存疑"),
    "missing_answer": ("no answer: {}", "未作答：{}"),
    "missing_photo": ("no photograph where one is demanded: {}", "缺少要求的照片：{}"),
    "missing_comment": ("no comment where one is demanded: {}", "缺少要求的备注：{}"),
    "missing_not_received": ("file not received: {}", "文件未收到：{}"),
    "missing_written_off": ("file written off: {}", "文件已核销：{}"),
    "filed_under": ("Filed under {}", "归入 {}"),
    "doubtful": ("Doubtful: {}", "存疑：{}"),
    "doubt_site": (
        "begun at a place that is no site; filed at its site, or in packs of all sites",
        "检查在非场所的位置开始，归入其所属场所，或列入“全部场所”证据包",
    ),
    "doubt_zone": (
        "the tablet named another time zone; that of the site counts",
        "平板所填时区与场所不同，以场所时区为准",
    ),
    "doubt_area": (
        "the area named is none of this site; counts as absent",
        "所填区域不属于本场所，按未填处理",
    ),
    "doubt_assignment": (
        "the planned inspection named is not due here; counts as absent",
        "所填的计划检查不在本场所，按未填处理",
    ),
    "doubt_business_date": (
        "the day named, {}, is far from the receipt; filed under {}",
        "所填日期 {} 与接收日期相差过远，归入 {}",
    ),
}
