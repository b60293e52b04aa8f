"""What compares the documents with the demo's answers can fail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.end_to_end.agreement import differences, shortened, tidy

ANSWER = {
    "query_id": "c5c3",
    "results": [{"id": "a", "score": 0.92456, "price": None}, {"id": "b", "score": 0.5}],
    "relaxed": ["In green too."],
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "written",
    [
        "…",
        {"…": "…"},
        {"results": "…", "…": "…"},
        {"results": ["…"], "…": "…"},
        {"results": [{"id": "a", "…": "…"}, "…"], "…": "…"},
        {"results": [{"score": 0.925, "…": "…"}, {"score": 0.5, "…": "…"}], "…": "…"},
        {"query_id": "that of another run", "…": "…"},
    ],
)
def test_what_is_left_out_may_be_anything(written: Any) -> None:
    assert differences(written, ANSWER) == []


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ({"relaxed": [], "…": "…"}, ".relaxed"),
        ({"relaxed": ["In blue too."], "…": "…"}, ".relaxed[0]"),
        ({"relaxed": ["In green too.", "More."], "…": "…"}, ".relaxed"),
        ({"results": [{"id": "a", "…": "…"}], "…": "…"}, ".results"),
        ({"results": [{"id": "b", "…": "…"}, "…"], "…": "…"}, ".results[0].id"),
        ({"results": [{"score": 0.93, "…": "…"}, "…"], "…": "…"}, ".results[0].score"),
        ({"results": [{"price": 0, "…": "…"}, "…"], "…": "…"}, ".results[0].price"),
        ({"query_id": 5, "…": "…"}, ".query_id"),
        ({"next": "…", "…": "…"}, ".next"),
        ({"query_id": "…", "results": "…"}, ".relaxed"),
    ],
)
def test_what_is_written_must_be_so(written: Any, where: str) -> None:
    (found,) = differences(written, ANSWER)
    assert found.startswith(f"{where}: ")


def test_values_are_filled_in_where_values_stand() -> None:
    written = {"results": [{"id": "", "score": 0, "…": "…"}, "…"], "relaxed": [], "gone": 1}
    assert shortened(written, ANSWER) == {
        "results": [{"id": "a", "score": 0.925, "…": "…"}, "…"],
        "relaxed": ["In green too."],
    }


@given(value=VALUES)
def test_whatever_is_written_down_agrees_with_itself_and_is_json(value: Any) -> None:
    assert json.loads(tidy(value)) == value
    assert differences(value, value) == []
