"""The catalogue of everything that can be refused: code, status, sentence in both languages.

Codes of single operations stand in `checklists.errors`, those of moves in `audit_rules.actions`;
they travel under status 200 and 409 and are listed in docs/problems.md beside these.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of refusal over HTTP."""

    status: int
    en: str
    zh: str

    @property
    def message(self) -> Text:
        return {"en": self.en, "zh-Hans": self.zh}


PROBLEMS: dict[str, Problem] = {
    "body_unreadable": Problem(400, "The body is not readable JSON.", "请求体不是可读取的 JSON。"),
    "field_invalid": Problem(
        400, "A field is missing, unknown or not of its form.", "有字段缺失、未知或格式不符。"
    ),
    "query_invalid": Problem(
        400,
        "A query parameter is unknown, given twice, or not of its form.",
        "查询参数未知、重复或格式不符。",
    ),
    "protocol_missing": Problem(
        400,
        "The request does not say which version of the app it comes from. Nothing was changed. Reload "
        "the page; a script sends the header Fieldseal-Protocol: 1.",
        "请求未说明来自哪个版本的应用，未作任何更改。请重新加载页面；"
        "脚本须发送 Fieldseal-Protocol: 1 请求头。",
    ),
    "protocol_older": Problem(
        400,
        "This app is older than the server takes. What was recorded is still sent and nothing is lost. "
        "Update the app: close all its windows and open it again.",
        "本应用版本过旧，服务器不再接受此操作。已记录的内容仍会发送，不会丢失。请更新应用：关闭所有窗口后重新打开。",
    ),
    "protocol_newer": Problem(
        400,
        "This app is newer than the server. Nothing is lost; it goes on when the server has been updated. "
        "Tell whoever runs it.",
        "本应用版本比服务器新。内容不会丢失，服务器更新后即可继续。请通知运维人员。",
    ),
    "signed_out": Problem(
        401, "Sign in first. Nothing that waits here is lost.", "请先登录。待发内容不会丢失。"
    ),
    "password_wrong": Problem(
        401, "The e-mail and the password do not belong together.", "邮箱与密码不匹配。"
    ),
    "device_revoked": Problem(
        401,
        "This device was revoked. Its unsent work stays on it; show it to an officer.",
        "本设备已被停用。未发送内容仍保留在本机，请交给合规专员。",
    ),
    "not_permitted": Problem(
        403, "Your roles do not allow this here.", "您的角色在此无权执行该操作。"
    ),
    "origin_wrong": Problem(
        403, "The request did not come from this site's own pages.", "请求并非来自本站页面。"
    ),
    "not_found": Problem(
        404, "There is nothing here that you may see.", "此处没有您可查看的内容。"
    ),
    "method_wrong": Problem(
        405, "This address does not know that method.", "该地址不支持此方法。"
    ),
    "rescue_unreadable": Problem(
        422,
        "This is no whole rescue file of this organisation; nothing was taken in. "
        "Save it again on the device, and bring it here as it is.",
        "这不是本组织的完整救援文件，未导入任何内容。请在设备上重新保存，并原样交来。",
    ),
    "gap": Problem(409, "Earlier operations of this chain are missing.", "该链之前的记录缺失。"),
    "chain_forked": Problem(
        409,
        "This chain went on differently on another copy of the device; open a new chain.",
        "该链在设备的另一副本上已有不同记录；请开新链。",
    ),
    "move_refused": Problem(409, "This step is not possible now.", "当前不能执行此步骤。"),
    "offset_wrong": Problem(
        409,
        "The file goes on at another offset; ask with HEAD.",
        "文件应从其他位置继续；请先用 HEAD 查询。",
    ),
    "upload_gone": Problem(
        410, "This transfer has ended; begin again.", "该传输已结束，请重新开始。"
    ),
    "tus_version": Problem(412, "The file door speaks tus 1.0.0.", "文件接口使用 tus 1.0.0。"),
    "too_large": Problem(413, "This is larger than allowed.", "超过允许的大小。"),
    "content_type": Problem(
        415, "This door takes another content type.", "此接口需要其他内容类型。"
    ),
    "range_wrong": Problem(416, "There are no such bytes.", "没有该字节范围。"),
    "hash_wrong": Problem(
        460,
        "The bytes do not have the stated hash; send the file again.",
        "内容与声明的哈希不符；请重新发送。",
    ),
    "too_many": Problem(429, "Too many tries. Wait a little.", "尝试次数过多，请稍候。"),
    "transfers_open": Problem(
        429,
        "Too many transfers are begun and not finished. Finish those first; nothing is lost.",
        "未完成的传输过多。请先完成已开始的传输，内容不会丢失。",
    ),
    "transfer_cut": Problem(
        400,
        "The connection broke off; what arrived is kept. Ask with HEAD and go on from there.",
        "连接中断；已收到的部分已保留。请用 HEAD 查询后继续。",
    ),
    "internal": Problem(
        500,
        "Something broke here. Nothing of yours was changed; the operators were told.",
        "服务器出错。您的数据未被更改，已通知运维人员。",
    ),
    "busy": Problem(
        503,
        "The server is busy. Nothing was stored; try again soon.",
        "服务器繁忙，未保存任何内容；请稍后重试。",
    ),
    "storage_full": Problem(
        507,
        "The server's storage is full. Nothing was stored.",
        "服务器存储已满，未保存任何内容。",
    ),
    "batch_unreadable": Problem(
        400,
        "The body is not UTF-8 JSON {chain, operations}; nothing was stored.",
        "请求体不是 UTF-8 JSON；未保存任何内容。",
    ),
    "operation_unplaceable": Problem(
        400,
        "An item has no readable id, chain, seq or prev; replace it by a void.",
        "某一项缺少可读的 id、chain、seq 或 prev；请用 void 项替换。",
    ),
    "batch_too_large": Problem(
        413, "More than 500 operations or 1 MB; send half.", "超过 500 条或 1 MB；请减半发送。"
    ),
}


@dataclass(slots=True)
class RefusedError(Exception):
    """Leaves a transaction with a refusal; the request's edge turns it into problem details."""

    code: str
    detail: Text = field(default_factory=dict[str, str])
    fields: list[tuple[str, Text]] = field(default_factory=list[tuple[str, Text]])
    more: dict[str, object] = field(default_factory=dict[str, object])
    retry_after_seconds: int | None = None

    @property
    def problem(self) -> Problem:
        return PROBLEMS[self.code]


def field_refused(name: str, en: str, zh: str) -> RefusedError:
    """A refusal that names the field and how to mend it."""
    return RefusedError("field_invalid", fields=[(name, {"en": en, "zh-Hans": zh})])
