from __future__ import annotations

import inspect
from typing import Any

import msgspec
import pytest

from backend.api.dependencies import provide_criteria
from backend.catalogue.criteria import Criteria
from backend.errors import InvalidInput, MalformedRequest
from backend.search.filter_fields import MAX_VALUES, FilterFields, to_criteria
from backend.webhooks.payload import parse


def criteria(**asked: Any) -> Criteria:
    return to_criteria(parse(msgspec.json.encode(asked), FilterFields))


def problems(prefix: str = "", **asked: Any) -> dict[str, str]:
    fields = msgspec.convert(asked, FilterFields)
    with pytest.raises(MalformedRequest) as refused:
        to_criteria(fields, prefix=prefix)
    return refused.value.fields


def test_nothing_asked_is_nothing_wanted() -> None:
    assert criteria() == Criteria()


def test_what_is_written_in_json_is_what_is_wanted() -> None:
    assert criteria(
        category=["rug", "sofa"],
        color=["green", "#3F6B4A"],
        all_color=["oak", "brass"],
        not_color=["red"],
        all_material=["wood"],
        not_style=["glam"],
        tag=[" New  IN"],
        not_tag=["Sale"],
        not_group=["alma"],
        min_price=9.99,
        max_price=300,
        min_width=80.25,
        max_height=75.06,
        in_stock=True,
        group="bo",
    ) == Criteria(
        category=("rug", "sofa"),
        color=("green", "#3F6B4A"),
        all_color=("oak", "brass"),
        not_color=("red",),
        all_material=("wood",),
        not_style=("glam",),
        tag=("new in",),
        not_tag=("sale",),
        not_group=("alma",),
        min_price_cents=999,
        max_price_cents=30_000,
        min_width_mm=803,
        max_height_mm=750,
        in_stock=True,
        group="bo",
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("color", ["oak", "gren"], "green"),
        ("all_color", ["walnutt"], "walnut"),
        ("not_color", ["gray"], "grey"),
        ("color", ["3f6b4a"], "did you mean #3f6b4a, in a URL %233f6b4a?"),
        ("color", ["#3f6b4"], "unknown color"),
        ("color", [""], "%23"),
        ("all_color", ["#3f6b4g"], "unknown color"),
        ("not_color", [f"#00000{place}" for place in range(9)], "more than 8"),
        ("category", ["couch", "sofas"], "see GET /v1/taxonomy"),
        ("not_category", ["sofas"], "sofa"),
        ("not_style", ["rustik"], "rustic"),
        ("all_material", ["velvett"], "velvet"),
        ("tag", ["fine", " "], "blank"),
        ("all_tag", ["a\x00"], "control"),
        ("not_tag", ["x" * 41], "at most 40"),
        ("not_tag", ["x" * 100_000], "100000 characters"),
        ("group", "two words", "letters, digits"),
        ("not_group", ["alma", ""], "letters, digits"),
        ("not_group", ["alma\n"], "letters, digits"),
        ("tag", ["sale"] * (MAX_VALUES + 1), "more than 50"),
        ("category", ["sofa"] * (MAX_VALUES + 1), "more than 50"),
        ("min_width", -1.0, "between 0 and 10,000"),
        ("max_depth", 10_000.5, "between 0 and 10,000"),
        ("max_height", float("nan"), "between 0 and 10,000"),
        ("max_price", float("inf"), "between 0 and 1,000,000,000,000"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_comes_near(
    field: str, value: Any, said: str
) -> None:
    found = problems(**{field: value})
    assert list(found) == [field]
    assert said in found[field]
    assert problems(prefix="slots[1].filters", **{field: value}) == {
        f"slots[1].filters.{field}": found[field]
    }


@pytest.mark.parametrize("name", ["price", "width", "depth", "height"])
def test_bounds_that_cross_are_named(name: str) -> None:
    bounds: dict[str, Any] = {f"min_{name}": 5.01, f"max_{name}": 5.0}
    assert problems(**bounds) == {f"min_{name}": f"is above max_{name}"}
    assert criteria(**{f"min_{name}": 5.0, f"max_{name}": 5.0}) != Criteria()


def test_everything_that_is_wrong_is_named_at_once() -> None:
    found = problems(color=["gren"], not_tag=[""], min_width=-1.0, group="?")
    assert found.keys() == {"color", "not_tag", "min_width", "group"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"colour": ["red"]}', "colour"),
        (b'{"color": "red"}', "color"),
        (b'{"color": [5]}', "color[0]"),
        (b'{"min_price": "5"}', "min_price"),
        (b'{"in_stock": 1}', "in_stock"),
    ],
)
def test_json_of_another_shape_names_the_field(body: bytes, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(body, FilterFields)
    assert list(refused.value.fields) == [field]


def test_a_query_string_can_ask_what_json_can() -> None:
    assert tuple(inspect.signature(provide_criteria).parameters) == FilterFields.__struct_fields__
