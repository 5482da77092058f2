"""What is wrong with a rule, where, in both languages (scoring.md §3.6)."""

from __future__ import annotations

from dataclasses import dataclass

MESSAGES: dict[str, tuple[str, str]] = {
    "char": ("this character has no meaning here", "此处不能使用该字符"),
    "string_open": ("the text is not closed on its line", "文本未在本行内闭合"),
    "escape": ("unknown escape in a text", "文本中的转义无效"),
    "number_form": (
        "a number has at most 12 digits and 6 decimals",
        "数字最多 12 位整数、6 位小数",
    ),
    "syntax": ("something is missing or too much here", "此处缺少内容或多余"),
    "name_reserved": ("this word is reserved", "该词为保留字"),
    "name_unknown": ("no question or section has this name", "没有此名称的问题或章节"),
    "name_shadows": ("the variable is named like a question", "变量与问题同名"),
    "function_unknown": ("there is no such function", "没有此函数"),
    "function_args": ("the function takes another number of arguments", "函数参数个数不符"),
    "type": ("this does not fit the type that is wanted here", "类型不符"),
    "literal": ("a literal of the right form is wanted here", "此处需要格式正确的字面值"),
    "choice_unknown": ("the response set has no such choice", "选项集中没有此选项"),
    "pattern": ("the pattern cannot be used", "该模式无法使用"),
    "this_unavailable": ("there is no answer under judgement here", "此处没有待判定的回答"),
    "repeat_needs_aggregate": (
        "a repeated section is read through all, exists, count, sum, min or max",
        "重复章节须通过 all、exists、count、sum、min 或 max 读取",
    ),
    "repeat_scope": (
        "position() works inside a repeated section only",
        "position() 仅用于重复章节内",
    ),
    "not_repeated": ("this is no repeated section", "这不是重复章节"),
    "aggregate_nested": ("aggregates cannot be nested", "汇总不可嵌套"),
    "too_long": ("the rule or list is too long", "规则或列表过长"),
    "too_deep": ("nested too deep", "嵌套过深"),
    "too_many_nodes": ("more than 256 parts", "组成部分超过 256 个"),
    "too_costly": ("takes too long to evaluate", "计算代价过高"),
    "cycle": ("rules refer to each other in a circle", "规则相互循环引用"),
}


@dataclass(slots=True)
class RuleError(Exception):
    """A rule cannot be published: `at` counts code points from 0."""

    code: str
    at: int
    detail: str = ""

    @property
    def message(self) -> dict[str, str]:
        """The sentence in both languages."""
        en, zh = MESSAGES[self.code]
        tail = f": {self.detail}" if self.detail else ""
        return {"en": en + tail, "zh-Hans": zh + tail}
