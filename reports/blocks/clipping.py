"""Texts too long for their place: the beginning stays, the rest goes to the appendix."""

from dataclasses import dataclass, field

from reports.drawing.sheet import Sheet
from reports.scripts.clusters import cut_at

TEXT_IN_CARD_MAX = 1200
TEXT_IN_FIELD_MAX = 480
VALUE_IN_ROW_MAX = 90

Rest = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Clipper:
    """Cuts texts and remembers what was cut, with the place it belongs to."""

    sheet: Sheet
    rest: list[Rest] = field(default_factory=list[Rest])

    def clip(self, place: str, text: str, characters_max: int = TEXT_IN_CARD_MAX) -> str:
        if len(text) <= characters_max:
            return text
        end = cut_at(text, characters_max)
        self.rest.append((place, text[end:]))
        return text[:end] + self.sheet.say("rest_in_appendix")
