"""What a rule may name, and of which type it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A type; choices carry the response set they belong to."""

    t: str
    list: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """Questions with their kinds and repeated sections, response sets, sections' largest sizes."""

    choices: dict[str, frozenset[str]]
    questions: dict[str, Kind]
    section_of: dict[str, str]
    section_max: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a rule stands: in a repeated section or not, judging an answer or not."""

    section: str | None = None
    this: Kind | None = None
    want: str | None = None


BOOL, NUMBER, TEXT = Kind("bool"), Kind("number"), Kind("text")
