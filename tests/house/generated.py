"""The tables of docs/ that the code can write; `python -m tests.house.generated` renews them.

A block stands between `<!-- generated: NAME -->` and `<!-- end -->`. The last columns of a table may
be written by hand: they are kept, found again by the row's first column.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit_rules.lifecycle import ACTION, NONCONFORMITY, REFUSAL_BY_GUARD, START, Step
from audit_rules.refusals import MESSAGES
from backend.app import create_app
from backend.cli import main as cli
from backend.permissions import CHAIN_TOKEN_MAY, EVERYBODY, ROLES, Permission
from backend.problems import PROBLEMS
from backend.serving import shell_from
from backend.settings import Settings
from checklists.errors import CODES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
ROLE_ORDER = (
    "inspector", "owner", "verifier", "officer", "manager", "director", "process_owner",
    "auditor", "administrator",
)  # fmt: skip
assert set(ROLE_ORDER) == EVERYBODY

By_hand = dict[str, tuple[str, ...]]


def blocks_of(text: str) -> Iterator[tuple[str, str]]:
    """Name and present content of each generated block."""
    for found in BLOCK.finditer(text):
        yield found[2], found[3]


def renewed(text: str) -> str:
    """The page with every block as the code would write it now."""
    return BLOCK.sub(lambda found: f"{found[1]}{made(found[2], found[3])}{found[4]}", text)


def made(name: str, present: str) -> str:
    """A block, with what stands in it by hand kept."""
    return MAKERS[name](_by_hand(present))


def _by_hand(present: str) -> By_hand:
    """The cells of each row by its first cell."""
    kept: By_hand = {}
    for line in present.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        kept[cells[0]] = tuple(cells[1:])
    return kept


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _with_hand(
    head: Sequence[str], rows: Iterable[Sequence[str]], kept: By_hand, more: Sequence[str]
) -> str:
    """A table whose last columns are written by hand; a new row has `?` there."""
    whole = [[*row, *(kept.get(row[0], ())[len(row) - 1 :] or ["?"] * len(more))] for row in rows]
    return _table([*head, *more], whole)


def settings(kept: By_hand) -> str:
    """Every setting with its environment variable and default."""
    rows = [
        [f"`{one.name}`", f"`FIELDSEAL_{one.name.upper()}`", f"`{one.default}`" if one.default else "empty"]
        for one in fields(Settings)
    ]  # fmt: skip
    return _with_hand(["setting", "environment", "default"], rows, kept, ["meaning"])


def problems(kept: By_hand) -> str:
    """Every refusal over HTTP."""
    rows = [
        [f"`{code}`", str(one.status), one.en, one.zh] for code, one in sorted(PROBLEMS.items())
    ]
    return _with_hand(["code", "status", "sentence", "中文"], rows, kept, ["what to do"])


def operation_codes(kept: By_hand) -> str:
    """Every refusal of a single operation."""
    rows = [
        [f"`{code}`", en, zh]
        for code, (status, en, zh) in sorted(CODES.items())
        if status == 200  # others are in the first table
    ]
    return _with_hand(["code", "sentence", "中文"], rows, kept, ["what to do"])


def move_codes(kept: By_hand) -> str:
    """Every refusal of a move."""
    rows = [[f"`{code}`", en, zh] for code, (en, zh) in sorted(MESSAGES.items())]
    return _with_hand(["code", "sentence", "中文"], rows, kept, ["what to do"])


def permissions(kept: By_hand) -> str:
    """Role by permission."""
    rows = [
        [f"`{one}`", *("✓" if role in ROLES[one] else "–" for role in ROLE_ORDER),
         "✓" if one in CHAIN_TOKEN_MAY else "–"]
        for one in Permission
        if one in ROLES
    ]  # fmt: skip
    return _with_hand(["permission", *ROLE_ORDER, "chain token"], rows, kept, ["allows"])


def routes(_: By_hand) -> str:
    """Every route with the permission it states."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(shell_from(Settings(data=Path(folder))), work=False)
    rows = {
        (route.path, method, str(Permission(handler.opt["permission"])))
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods
        if method != "OPTIONS"
    }
    return _table(
        ["address", "method", "permission"],
        [[f"`{path}`", method, f"`{permission}`"] for path, method, permission in sorted(rows)],
    )


def commands(_: By_hand) -> str:
    """Every command with its arguments and options, as the program itself describes them."""
    return "\n".join(_command(name, one) for name, one in _leaves("fieldseal", cli))


def _leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    for inner, one in sorted(command.commands.items()):
        yield from _leaves(f"{name} {inner}", one)


def _command(name: str, command: click.Command) -> str:
    usage = command.collect_usage_pieces(click.Context(command))
    rows = [_option(one) for one in command.params]
    table = "\n" + _table(["option", "takes", "meaning"], rows) if rows else ""
    return f"## `{name}`\n\n{command.help}\n\n`{name} {' '.join(usage)}`\n{table}"


def _option(one: click.Parameter) -> list[str]:
    names = ", ".join(f"`{opt}`" for opt in one.opts) if isinstance(one, click.Option) else ""
    choices = " or ".join(one.type.choices) if isinstance(one.type, click.Choice) else ""
    flag = isinstance(one, click.Option) and one.is_flag
    kind = (
        "nothing"
        if flag
        else choices or ("file" if isinstance(one.type, click.Path) else one.type.name)
    )
    words = (one.help if isinstance(one, click.Option) else None) or ""
    needed = "Required." if one.required else ""
    return [names or f"`{one.human_readable_name}`", kind, f"{words} {needed}".strip() or "–"]


def lifecycle_of(kind: str, steps: tuple[Step, ...]) -> str:
    """A machine as a diagram and as a table."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {START[kind]}"]
    for step in steps:
        if step.to == "=":
            continue
        lines += [
            f"    {source} --> {target}: {step.event}"
            for source in sorted(step.sources)
            for target in step.to.split("|")
        ]
    rows = [
        [f"`{step.event}`", ", ".join(sorted(step.sources)), ", ".join(sorted(step.roles)),
         "<br>".join(f"`{guard}`" for guard in step.guards) or "–",
         "stays" if step.to == "=" else step.to.replace("|", " or ")]
        for step in steps
    ]  # fmt: skip
    return (
        "\n".join(lines)
        + "\n```\n\n"
        + _table(["event", "from", "by", "when (guards, in this order)", "to"], rows)
    )


def guards(kept: By_hand) -> str:
    """What each guard answers when it does not hold."""
    rows = [[f"`{guard}`", f"`{code}`"] for guard, code in sorted(REFUSAL_BY_GUARD.items())]
    return _with_hand(["guard", "refusal"], rows, kept, ["holds when"])


MAKERS: dict[str, Callable[[By_hand], str]] = {
    "settings": settings,
    "problems": problems,
    "operation-codes": operation_codes,
    "move-codes": move_codes,
    "permissions": permissions,
    "routes": routes,
    "commands": commands,
    "nonconformity": lambda _: lifecycle_of("nonconformity", NONCONFORMITY),
    "action": lambda _: lifecycle_of("action", ACTION),
    "guards": guards,
}


def renew() -> list[str]:
    """Write every page whose blocks have moved on; gives their names."""
    changed: list[str] = []
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if (now := renewed(text)) != text:
            path.write_text(now, encoding="utf-8")
            changed.append(path.name)
    return changed


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name} renewed\n" for name in renew()))
