"""The checklist that W7 fills is what W7 says it is."""

from __future__ import annotations

import pytest

from backend.bench import long_form
from checklists.publish import template_document


@pytest.mark.parametrize("sections", [1, 10])
def test_long_form_when_it_is_published(sections: int) -> None:
    """It asks three hundred questions, thirty of them only where the one before fails."""
    document = template_document(long_form.authored("long", sections))
    questions = [one for section in document["sections"] for one in section["questions"]]

    assert len(document["sections"]) == sections
    assert len(questions) == long_form.QUESTIONS
    assert sum("visible" in one for one in questions) == long_form.QUESTIONS // long_form.EVERY
    assert document["order"] == [one["id"] for one in questions]
