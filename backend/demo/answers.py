"""What an inspector of the demo answers: mostly right, wrong as often as the site deserves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checklists.numbers import MILLION, format_number, parse_number

if TYPE_CHECKING:
    import random

    from backend.templates.service import Version

# The answer model of the demo organisation: how often a question of a severity fails.
BASE = {"critical": 0.004, "major": 0.02, "minor": 0.05, "observation": 0.06}
AGAIN = 0.15
NOT_APPLICABLE = 0.03
REMARKS = {"en": ["As agreed.", "Checked on site."], "zh-Hans": ["现场已核对。", "按要求执行。"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where is inspected, how good it is, and which questions fail there until they are mended."""

    site: str
    factor: float
    known_failures: frozenset[str]
    language: str = "en"


def answer_to(
    question: dict[str, Any], version: Version, place: Place, draw: random.Random, today: str
) -> Any:  # noqa: ANN401 - any answer
    """A value for a question, in the form of its type; None for files and signatures."""
    rules = version.rules["questions"].get(question["id"], {})
    fails = _fails(rules, question["id"], place, draw)
    match question["type"]:
        case "choice" | "likert":
            return _choice(question, version, draw, fails=fails)
        case "multi_choice":
            return sorted(
                {draw.choice([one["name"] for one in question["choices"] if not one.get("na")])}
            )
        case "number":
            return _number(question, rules, draw, fails=fails)
        case "text" | "scan":
            return _text(question["id"], place, draw)
        case "date":
            return today
        case "datetime":
            return {"instant": f"{today}T01:30:00.000Z", "local": f"{today}T09:30"}
        case _:
            return None


def _fails(rules: dict[str, Any], question: str, place: Place, draw: random.Random) -> bool:
    severity = rules.get("severity")
    if severity is None:
        return False
    chance = AGAIN if question in place.known_failures else BASE[severity] * place.factor
    return draw.random() < chance


def _choice(
    question: dict[str, Any], version: Version, draw: random.Random, *, fails: bool
) -> str:
    judged = version.rules["judge"]["questions"][question["id"]]["choices"]
    bad = [name for name, one in judged.items() if one.get("fails")]
    absent = [name for name, one in judged.items() if one.get("na")]
    good = [name for name, one in judged.items() if not one.get("fails") and not one.get("na")]
    if fails and bad:
        return draw.choice(bad)
    if absent and draw.random() < NOT_APPLICABLE:
        return absent[0]
    # Equal worth: the first is what the template's authors name first. Unscored: either.
    return good[0] if len({judged[name]["points"] for name in good}) > 1 else draw.choice(good)


def _number(
    question: dict[str, Any], rules: dict[str, Any], draw: random.Random, *, fails: bool
) -> str:
    low = parse_number(question.get("min", "0")) or 0
    high = parse_number(question.get("max", "100")) or 0
    accept = rules.get("accept", {})
    good_low = parse_number(accept["min"]) if "min" in accept else None
    good_high = parse_number(accept["max"]) if "max" in accept else None
    first = good_low if good_low is not None else low
    last = good_high if good_high is not None else high
    if fails and good_low is not None and good_low > low:
        first, last = low, good_low - MILLION // 100
    elif fails and good_high is not None and good_high < high:
        first, last = good_high + MILLION // 100, min(high, good_high * 2 + MILLION)
    else:
        # Near the limit, as measured things are, and never beyond what the question takes.
        last = min(last, first + (abs(first) // 2 or 20 * MILLION)) if good_high is None else last
        first = max(first, last - (abs(last) // 2 or MILLION)) if good_low is None else first
    step = 10 ** (6 - int(question.get("decimals", 0)))
    value = draw.randint(min(first, last), max(first, last)) // step * step
    return format_number(max(low, min(high, max(value, first // step * step))))


def _text(question: str, place: Place, draw: random.Random) -> str:
    if question.endswith("_id") or "serial" in question or "post" in question:
        return f"{place.site.upper()}-{draw.randint(1, 6):02d}"
    return draw.choice(REMARKS[place.language])
