"""Every part that is installed is used, and every part that is used is asked for."""

from __future__ import annotations

import ast
import json
import re
import sys

from tests.house.tree import ROOT, name_of, python_files, text_of, tracked, tree_of

OURS = {"audit_rules", "backend", "checklists", "reports", "tests"}
# Where a part's name on the registry is not the name it is imported by.
IMPORTED_AS = {
    "argon2-cffi": "argon2",
    "fonttools": "fontTools",
    "justmytype-intl-cjk": "justmytype_intl_cjk",
    "pillow": "PIL",
    "prometheus-client": "prometheus_client",
    "python-dateutil": "dateutil",
    "pyyaml": "yaml",
}
# Used without an import, and how.
WITHOUT_IMPORT = {
    "tzdata": "zoneinfo reads it",
    "justmytype-intl-cjk": "its font is read as a file",
    "manimgx-fonts": "its font is read as a file",
}
DEV_WITHOUT_IMPORT = {
    "@biomejs/biome": "make lint",
    "@inlang/plugin-message-format": "read by Paraglide",
    "@types/node": "types",
    "svelte-check": "make types",
    "typescript": "make types",
}
IMPORT = re.compile(r"""(?:from|import|import\()\s*['"]([^'"./][^'"]*)['"]""")


def _python_imports(*folders: str) -> set[str]:
    found: set[str] = set()
    for path in python_files():
        if not name_of(path).startswith(folders):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def _asked(name: str) -> set[str]:
    lines = text_of(ROOT / "requirements" / name).splitlines()
    return {re.split(r"[=\[<>]", line)[0] for line in lines if line and line[0].isalpha()}


def _script_imports() -> set[str]:
    paths = [
        path
        for path in tracked()
        if name_of(path).startswith("pwa/")
        and path.suffix in {".svelte", ".ts", ".js", ".mjs", ".css"}
    ]
    names = {one for path in paths for one in IMPORT.findall(text_of(path))}
    return {"/".join(one.split("/")[: 2 if one[0] == "@" else 1]) for one in names}


def test_python_parts_when_nobody_imports_them() -> None:
    """The server installs no part that no line of it uses."""
    used = _python_imports("audit_rules", "backend", "checklists", "reports")
    unused = {one for one in _asked("run.in") if IMPORTED_AS.get(one, one) not in used}

    assert unused <= set(WITHOUT_IMPORT)


def test_python_parts_when_nobody_asks_for_them() -> None:
    """The server imports only parts that its list names, not what others happen to bring."""
    known = {IMPORTED_AS.get(one, one) for one in _asked("run.in")}

    assert _python_imports("audit_rules", "backend", "checklists", "reports") - known == set()


def test_script_parts_when_nobody_imports_them() -> None:
    """The app installs no part that no line of it or of its tools uses."""
    asked = json.loads(text_of(ROOT / "pwa" / "package.json"))
    used = _script_imports()

    assert set(asked["dependencies"]) - used == set()
    assert set(asked["devDependencies"]) - used - set(DEV_WITHOUT_IMPORT) == set()
