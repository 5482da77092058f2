"""The Unicode Bidirectional Algorithm: in which order a line of mixed directions is drawn.

Source: Unicode Standard Annex #9. Names of rules (P2, X5a, W4, N0 …) are those of the annex.
"""

from collections.abc import Iterator, Sequence

from reports.scripts.bidi_explicit import explicit_levels, matching_isolates
from reports.scripts.bidi_types import (
    ISOLATES,
    REMOVED,
    STRONG,
    bidi_class,
    closing_bracket,
    paired_bracket,
)

BRACKETS_MAX = 63
PDI = "\u2069"
NEUTRALS = frozenset({"B", "S", "WS", "ON", *ISOLATES, "PDI"})
TRAILING = frozenset({"WS", *ISOLATES, "PDI", *REMOVED})


def base_level(text: str, default: int = 0) -> int:
    """P2 and P3: 1 when the first strong character outside isolates runs right to left.

    `default` is the level of a text without a strong character.
    """
    return _first_strong([bidi_class(char) for char in text], default)


def _first_strong(types: Sequence[str], default: int) -> int:
    pairs = matching_isolates(types)
    index = 0
    while index < len(types):
        kind = types[index]
        if kind in STRONG:
            return 0 if kind == "L" else 1
        index = pairs.get(index, len(types)) if kind in ISOLATES else index + 1
    return default


def isolated(text: str) -> str:
    """The text, within an isolate of its own when it has letters that run right to left.

    Isolates that were left open in it end there; ends without a beginning are dropped.
    """
    if text.isascii() or not any(bidi_class(char) in {"R", "AL"} for char in text):
        return text
    depth, kept = 0, list[str]()
    for char in text:
        kind = bidi_class(char)
        if kind == "PDI" and not depth:
            continue
        depth += (kind in ISOLATES) - (kind == "PDI")
        kept.append(char)
    return f"\u2068{''.join(kept)}{PDI * (depth + 1)}"


def embedding_levels(text: str, base: int | None = None) -> list[int]:
    """The level of each character of one paragraph; odd levels run right to left.

    `base` 0 or 1 sets the paragraph's direction; None finds it in the text.
    """
    types = [bidi_class(char) for char in text]
    base = _first_strong(types, 0) if base is None else base
    levels, resolved = explicit_levels(types, base)
    for sequence, start, end in _sequences(types, levels, base):
        _resolve(sequence, (text, types, resolved), levels, (start, end))
    _implicit(resolved, levels)
    _keep_removed(types, levels, base)
    return line_levels(text, levels, base)


def line_levels(text: str, levels: Sequence[int], base: int) -> list[int]:
    """L1: separators and the white space before them, or at the line's end, go to the base."""
    result = list(levels)
    trailing = True
    for index in range(len(text) - 1, -1, -1):
        kind = bidi_class(text[index])
        if kind in {"B", "S"}:
            trailing = True
            result[index] = base
        elif kind in TRAILING:
            result[index] = base if trailing else result[index]
        else:
            trailing = False
    return result


def visual_order(levels: Sequence[int]) -> list[int]:
    """L2: the indices of a line's pieces from left to right."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            if levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order


def _sequences(
    types: Sequence[str], levels: Sequence[int], base: int
) -> Iterator[tuple[list[int], str, str]]:
    """X10: isolating run sequences, each with its sos and eos."""
    kept = [index for index, kind in enumerate(types) if kind not in REMOVED]
    runs: list[list[int]] = []
    for index in kept:
        if runs and levels[runs[-1][-1]] == levels[index]:
            runs[-1].append(index)
        else:
            runs.append([index])
    pairs = matching_isolates(types)
    by_start = {run[0]: run for run in runs}
    continued = {end for end in pairs.values() if end in by_start}
    place = {index: number for number, index in enumerate(kept)}
    for run in runs:
        if run[0] in continued:
            continue
        sequence = list(run)
        while (end := pairs.get(sequence[-1])) is not None and end in by_start:
            sequence += by_start[end]
        yield sequence, *_boundaries(sequence, (types, levels, base), (kept, place))


def _boundaries(
    sequence: Sequence[int],
    context: tuple[Sequence[str], Sequence[int], int],
    places: tuple[Sequence[int], dict[int, int]],
) -> tuple[str, str]:
    types, levels, base = context
    kept, place = places
    own, before, after = levels[sequence[0]], place[sequence[0]], place[sequence[-1]]
    first = levels[kept[before - 1]] if before else base
    unmatched = types[sequence[-1]] in ISOLATES
    last = base if unmatched or after + 1 == len(kept) else levels[kept[after + 1]]
    return _direction(max(own, first)), _direction(max(own, last))


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def _resolve(
    sequence: Sequence[int],
    context: tuple[str, Sequence[str], list[str]],
    levels: Sequence[int],
    edges: tuple[str, str],
) -> None:
    text, original, resolved = context
    types = [resolved[index] for index in sequence]
    _weak(types, edges[0])
    direction = _direction(levels[sequence[0]])
    chars = "".join(text[index] for index in sequence)
    nonspacing = [original[index] == "NSM" for index in sequence]
    _brackets(types, (chars, nonspacing), direction, edges[0])
    _neutral(types, direction, edges)
    for index, kind in zip(sequence, types, strict=True):
        resolved[index] = kind


def _weak(types: list[str], sos: str) -> None:
    """W1 to W7, in place."""
    _marks_and_arabic(types, sos)
    _separators(types)
    strong = sos
    for index, kind in enumerate(types):
        if kind in {"ES", "ET", "CS"}:
            types[index] = "ON"  # W6
        elif kind in STRONG:
            strong = kind
        elif kind == "EN" and strong == "L":
            types[index] = "L"  # W7


def _marks_and_arabic(types: list[str], sos: str) -> None:
    """W1 to W3: marks take the type before them, numbers after Arabic letters are Arabic."""
    before, strong = sos, sos
    for index, kind in enumerate(types):
        if kind == "NSM":
            types[index] = "ON" if before in ISOLATES or before == "PDI" else before
        before = types[index]
        if before in STRONG:
            strong = before
        elif before == "EN" and strong == "AL":
            types[index] = "AN"  # what comes after it still sees EN: W2 follows W1
    for index, kind in enumerate(types):
        if kind == "AL":
            types[index] = "R"


def _separators(types: list[str]) -> None:
    """W4 and W5: a separator within a number, and signs beside one, belong to it."""
    for index in range(1, len(types) - 1):
        before, kind, after = types[index - 1 : index + 2]
        number = before == after and before in {"EN", "AN"}
        if number and (kind == "CS" or (kind == "ES" and before == "EN")):
            types[index] = before
    index = 0
    while index < len(types):
        end = _run_end(types, index, frozenset({"ET"}))
        near = (index > 0 and types[index - 1] == "EN") or (
            end < len(types) and types[end] == "EN"
        )
        if end > index and near:
            types[index:end] = ["EN"] * (end - index)
        index = max(end, index + 1)


def _run_end(types: Sequence[str], start: int, kinds: frozenset[str]) -> int:
    while start < len(types) and types[start] in kinds:
        start += 1
    return start


def _pairs(types: Sequence[str], chars: str) -> list[tuple[int, int]]:
    """BD16: bracket pairs, in the order of their opening ones."""
    stack: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for index, char in enumerate(chars):
        if types[index] != "ON":
            continue
        closing = closing_bracket(char)
        if closing is not None:
            if len(stack) == BRACKETS_MAX:
                return []
            stack.append((closing, index))
        elif (wanted := paired_bracket(char)) is not None:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == wanted:
                    found.append((stack[depth][1], index))
                    del stack[depth:]
                    break
    return sorted(found)


def _brackets(
    types: list[str], content: tuple[str, Sequence[bool]], direction: str, sos: str
) -> None:
    """N0: both brackets of a pair take one direction, by what stands within and before them."""
    chars, nonspacing = content
    for start, end in _pairs(types, chars):
        strong = {_strong(kind) for kind in types[start + 1 : end]} - {""}
        if not strong:
            continue
        chosen = direction
        if direction not in strong:
            earlier = (_strong(types[index]) for index in range(start - 1, -1, -1))
            before = next((kind for kind in earlier if kind), sos)
            chosen = before if before in strong else direction
        for place in (start, end):
            types[place] = chosen
            follow = place + 1
            while follow < len(types) and nonspacing[follow]:
                types[follow] = chosen
                follow += 1


def _strong(kind: str) -> str:
    """L or R for what counts as strong among neutrals: numbers run with R."""
    return "R" if kind in {"R", "EN", "AN"} else "L" if kind == "L" else ""


def _neutral(types: list[str], direction: str, edges: tuple[str, str]) -> None:
    """N1 and N2: neutrals between two of one direction take it, others the embedding's."""
    index = 0
    while index < len(types):
        end = _run_end(types, index, NEUTRALS)
        if end > index:
            before = _strong(types[index - 1]) if index else edges[0]
            after = _strong(types[end]) if end < len(types) else edges[1]
            types[index:end] = [before if before == after else direction] * (end - index)
        index = max(end, index + 1)


def _implicit(types: Sequence[str], levels: list[int]) -> None:
    """I1 and I2."""
    for index, kind in enumerate(types):
        if kind in REMOVED:
            continue
        if levels[index] % 2:
            levels[index] += kind in {"L", "EN", "AN"}
        else:
            levels[index] += {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)


def _keep_removed(types: Sequence[str], levels: list[int], base: int) -> None:
    """What X9 removes stands with the character before it (annex, 5.2)."""
    for index, kind in enumerate(types):
        if kind in REMOVED:
            levels[index] = levels[index - 1] if index else base
