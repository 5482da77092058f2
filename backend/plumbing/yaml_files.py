"""YAML read strictly: no aliases, no duplicate keys, and the line of every value is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

NODES_MAX = 50_000
BYTES_MAX = 2_000_000
PLAIN = "tag:yaml.org,2002:"
Place = tuple[str | int, ...]


class YamlError(ValueError):
    """The file cannot be used; the message names file, line and key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """Plain data, and on which line each place stands."""

    name: str
    data: Any
    lines: dict[Place, int]

    def error(self, place: Place, sentence: str) -> YamlError:
        """An error at a place: the nearest known line above it."""
        known = next(
            (place[:end] for end in range(len(place), -1, -1) if place[:end] in self.lines), ()
        )
        key = ".".join(str(part) for part in place) or "(the whole)"
        return YamlError(f"{self.name}, line {self.lines.get(known, 1)}, {key}: {sentence}")


def read_yaml(path: Path) -> YamlFile:
    """Read a file; raises YamlError for anything that is not plain, small, unambiguous YAML."""
    content = path.read_bytes()
    if len(content) > BYTES_MAX:
        raise YamlError(f"{path.name}: larger than {BYTES_MAX} bytes")
    return parse_yaml(content, path.name)


def parse_yaml(content: bytes, name: str) -> YamlFile:
    """The same from bytes."""
    try:
        for count, event in enumerate(yaml.parse(content, Loader=yaml.CSafeLoader), 1):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise YamlError(f"{name}, line {line}: aliases are not taken")
            if count > NODES_MAX * 2:
                raise YamlError(f"{name}: more than {NODES_MAX} values")
        node = yaml.compose(content, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise YamlError(f"{name}: {error}") from error
    lines: dict[Place, int] = {}
    data = _plain(node, (), lines, name) if node is not None else None
    return YamlFile(name=name, data=data, lines=lines)


def _plain(node: yaml.Node, place: Place, lines: dict[Place, int], name: str) -> object:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines, name)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*place, at), lines, name) for at, one in enumerate(node.value)]
    return _scalar(node, place, name)


def _mapping(
    node: yaml.MappingNode, place: Place, lines: dict[Place, int], name: str
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in made:
            raise YamlError(f"{name}, line {line}, {key}: given twice")
        made[key] = _plain(value_node, (*place, key), lines, name)
        lines[(*place, key)] = line
    return made


def _scalar(node: yaml.Node, place: Place, name: str) -> str | int | bool | None:
    kind, value = node.tag.removeprefix(PLAIN), str(node.value)
    match kind:
        case "str":
            return value
        case "int":
            return int(value)
        case "bool":
            return value.lower() in {"true", "yes", "on"}
        case "null":
            return None
        case "timestamp":
            return value
        case _:
            at = node.start_mark.line + 1
            raise YamlError(f"{name}, line {at}, {place[-1:]}: write {value!r} in quotes")
