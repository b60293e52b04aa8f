"""Details are sentences."""

from __future__ import annotations

import pytest

from backend.errors import sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("There is no such thing", "There is no such thing."),
        ("color has an unknown color 'gray'; did you mean grey?", "color has an unknown color "
         "'gray'; did you mean grey?"),
    ],
)  # fmt: skip
def test_a_question_gets_no_full_stop(text: str, said: str) -> None:
    assert sentence(text) == said
