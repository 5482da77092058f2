"""Nodes of a checked rule and the limits on them (scoring.md §3.5, §3.6)."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]

SOURCE_LENGTH_MAX = 2_000
NODES_MAX = 256
DEPTH_MAX = 64
NESTING_MAX = 50
COST_MAX = 100_000
IN_VALUES_MAX = 100
TEXT_LENGTH_MAX = 4_000
DURATION_MS_MAX = 10**13

DATE_FIRST, DATE_LAST = "1900-01-01", "2199-12-31"
AGGREGATES = ("all", "exists", "count", "sum", "min", "max")


def children(node: Node) -> list[Node]:
    """The nodes right below."""
    return node.get("a", [])


def questions_read(node: Node) -> set[str]:
    """The ids of all questions a rule reads, also through an aggregate."""
    found = {node["id"]} if node["k"] == "q" else set[str]()
    return found.union(*(questions_read(child) for child in children(node)))


def sections_read(node: Node) -> set[str]:
    """The ids of all sections a rule aggregates over."""
    found = {node["sec"]} if node["k"] == "agg" else set[str]()
    return found.union(*(sections_read(child) for child in children(node)))
