"""The checklist that the authors' page shows is a checklist that can be published."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from audit_rules.authoring import rule_document
from audit_rules.examples import failing_examples
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.publish import template_document
from tests.house.tree import ROOT, text_of


@pytest.fixture(scope="module")
def documents() -> tuple[dict[str, Any], dict[str, Any]]:
    """Template and rules of the page's example with the pack that is shipped."""
    page = text_of(ROOT / "docs" / "rules.md")
    (shown,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    pack = yaml.safe_load(text_of(ROOT / "audit_rules" / "packs" / "service-standard.yaml"))
    authored = yaml.safe_load(shown)
    template = template_document(authored)
    return template, rule_document(authored, sha256_hex(canonical_bytes(template)), pack)


def test_the_example_when_it_is_published(
    documents: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """Each worked example of the page gives the verdict that the page states."""
    template, rules = documents

    assert len(rules["examples"]) == 3
    assert failing_examples(template, rules) == []


def test_the_example_when_a_figure_is_wrong(
    documents: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """A wrong figure in the page would be found."""
    template, rules = documents
    first = rules["examples"][0]
    wrong = {**rules, "examples": [{**first, "expect": {"score_bp": 9999}}]}

    assert len(failing_examples(template, wrong)) == 1
