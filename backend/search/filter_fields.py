"""Filters as a caller writes them, in a query string or in JSON, checked and turned into
`Criteria`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from backend.catalogue.criteria import Criteria
from backend.errors import MalformedRequest, sentence
from backend.images.color_cells import is_color
from backend.listing import (
    ID_PATTERN,
    MAX_SIZE_MM,
    MAX_TAG_LENGTH,
    tag_of,
    tag_problem,
)
from backend.taxonomy import Attribute
from backend.webhooks.payload import check_value

MAX_VALUES: Final = 50
MAX_SHADES: Final = 8
MAX_PRICE: Final = 1e12
MAX_SIZE_CM: Final = MAX_SIZE_MM / 10
LONGEST_TAG: Final = 4 * MAX_TAG_LENGTH

COLORS: Final = (
    "A name of `GET /v1/taxonomy`, or `#rrggbb` (`%23rrggbb` in a URL) for what shows a color "
    f"near it; at most {MAX_SHADES} of the latter."
)
TAGS: Final = "Without regard to case. A tag that no listing has finds nothing, and is no error."
PRICE: Final = "In currency units, ends included. What has no price is within no bounds."
SIZE: Final = "In centimetres, ends included. What has no known size is within no bounds."
UNKNOWN: Final = "What is not known to be one of them stays."

_BOUNDED: Final = (
    ("price", MAX_PRICE),
    ("width", MAX_SIZE_CM),
    ("depth", MAX_SIZE_CM),
    ("height", MAX_SIZE_CM),
)
_TAXONOMY: Final[tuple[tuple[str, Attribute], ...]] = (
    ("category", "category"),
    ("material", "material"),
    ("style", "style"),
    ("all_material", "material"),
    ("not_category", "category"),
    ("not_material", "material"),
    ("not_style", "style"),
)


def _values(description: str) -> Meta:
    return Meta(description=description, extra_json_schema={"maxItems": MAX_VALUES})


def _number(description: str, most: float) -> Meta:
    return Meta(description=description, extra_json_schema={"minimum": 0, "maximum": most})


Some = Annotated[tuple[str, ...], _values("Any of these.")]
SomeColors = Annotated[tuple[str, ...], _values(f"Any of these. {COLORS}")]
SomeTags = Annotated[tuple[str, ...], _values(f"Any of these. {TAGS}")]
Every = Annotated[tuple[str, ...], _values("All of these.")]
EveryColor = Annotated[tuple[str, ...], _values(f"All of these. {COLORS}")]
Excluded = Annotated[tuple[str, ...], _values(f"None of these. {UNKNOWN}")]
ExcludedColors = Annotated[tuple[str, ...], _values(f"None of these. {UNKNOWN} {COLORS}")]
Price = Annotated[float, _number(PRICE, MAX_PRICE)]
Size = Annotated[float, _number(SIZE, MAX_SIZE_CM)]


class FilterFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a listing must be: have any of `color`, all of `all_color`, none of `not_color`, and so
    on; all fields must hold. `GET /v1/taxonomy` lists the values; tags and groups are the
    merchant's own."""

    category: Some = ()
    color: SomeColors = ()
    material: Some = ()
    style: Some = ()
    tag: SomeTags = ()
    all_color: EveryColor = ()
    all_material: Every = ()
    all_tag: Every = ()
    not_category: Excluded = ()
    not_color: ExcludedColors = ()
    not_material: Excluded = ()
    not_style: Excluded = ()
    not_tag: Excluded = ()
    not_group: Excluded = ()
    min_price: Price | None = None
    max_price: Price | None = None
    min_width: Size | None = None
    max_width: Size | None = None
    min_depth: Size | None = None
    max_depth: Size | None = None
    min_height: Size | None = None
    max_height: Size | None = None
    in_stock: Annotated[bool, Meta(description="Only what is in stock.")] = False
    group: Annotated[str, Meta(description="Variants of this design.")] | None = None


def to_criteria(fields: FilterFields, *, prefix: str = "") -> Criteria:
    """Check every value. Raises `MalformedRequest` naming each field with a value that cannot be,
    behind `prefix` and a dot if there is one, and values that come near it."""
    wrong = _problems(fields)
    if wrong:
        named = {f"{prefix}.{name}" if prefix else name: why for name, why in wrong.items()}
        detail = "; ".join(f"{name} {why}" for name, why in named.items())
        raise MalformedRequest(sentence(f"The filters are not valid: {detail}"), named)
    return Criteria(
        category=fields.category,
        color=fields.color,
        material=fields.material,
        style=fields.style,
        tag=_tags(fields.tag),
        all_color=fields.all_color,
        all_material=fields.all_material,
        all_tag=_tags(fields.all_tag),
        not_category=fields.not_category,
        not_color=fields.not_color,
        not_material=fields.not_material,
        not_style=fields.not_style,
        not_tag=_tags(fields.not_tag),
        not_group=fields.not_group,
        min_price_cents=_least(fields.min_price, 100),
        max_price_cents=_most(fields.max_price, 100),
        min_width_mm=_least(fields.min_width, 10),
        max_width_mm=_most(fields.max_width, 10),
        min_depth_mm=_least(fields.min_depth, 10),
        max_depth_mm=_most(fields.max_depth, 10),
        min_height_mm=_least(fields.min_height, 10),
        max_height_mm=_most(fields.max_height, 10),
        in_stock=fields.in_stock,
        group=fields.group,
    )


def value_problem(attribute: Attribute | Literal["tag"], value: str) -> str | None:
    """Why nothing can be asked for by this value, naming those near it; None if it can."""
    if attribute == "tag":
        return _tag_problem(value)
    return _color_problem(value) if attribute == "color" else check_value(attribute, value)


def _problems(fields: FilterFields) -> dict[str, str]:
    """By field, the first reason why it cannot be."""
    wrong: dict[str, str] = {}

    def check(name: str, values: Sequence[str], problem: Callable[[str], str | None]) -> None:
        if len(values) > MAX_VALUES:
            wrong[name] = f"has more than {MAX_VALUES} values"
        elif found := next(filter(None, map(problem, values)), None):
            wrong[name] = found

    for name, attribute in _TAXONOMY:
        check(name, getattr(fields, name), partial(check_value, attribute))
    for name in ("color", "all_color", "not_color"):
        check(name, getattr(fields, name), _color_problem)
        if sum(map(is_color, getattr(fields, name))) > MAX_SHADES:
            wrong.setdefault(name, f"has more than {MAX_SHADES} colors written as #rrggbb")
    for name in ("tag", "all_tag", "not_tag"):
        check(name, getattr(fields, name), _tag_problem)
    check("group", () if fields.group is None else (fields.group,), _group_problem)
    check("not_group", fields.not_group, _group_problem)
    for name, most in _BOUNDED:
        low, high = getattr(fields, f"min_{name}"), getattr(fields, f"max_{name}")
        for end, bound in (("min", low), ("max", high)):
            if bound is not None and not 0 <= bound <= most:
                wrong[f"{end}_{name}"] = f"must be between 0 and {most:,.0f}"
        if low is not None and high is not None and low > high:
            wrong.setdefault(f"min_{name}", f"is above max_{name}")
    return wrong


def _color_problem(value: str) -> str | None:
    if is_color(value):
        return None
    if is_color(f"#{value}"):
        return f"has an unknown color {value!r}; did you mean #{value}, in a URL %23{value}?"
    if not value:
        return "has an empty color; in a URL, # is written %23"
    return check_value("color", value)


def _tag_problem(text: str) -> str | None:
    # Before it is looked at: what is written in fewer characters may take long to compose.
    if len(text) > LONGEST_TAG:
        return f"has a tag of {len(text)} characters; {MAX_TAG_LENGTH} are the most"
    reason = tag_problem(tag_of(text))
    return reason and f"has a tag that {reason}"


def _group_problem(group: str) -> str | None:
    if re.search(ID_PATTERN, group):
        return None
    return "is no group: letters, digits and . _ : ~ -, at most 128"


def _tags(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(tag_of(value) for value in values)


def _least(bound: float | None, parts: int) -> int | None:
    return None if bound is None else int(_exact(bound, parts).to_integral_value(ROUND_CEILING))


def _most(bound: float | None, parts: int) -> int | None:
    return None if bound is None else int(_exact(bound, parts).to_integral_value(ROUND_FLOOR))


def _exact(bound: float, parts: int) -> Decimal:
    # What was typed, not its nearest binary fraction: 1.15 * 100 is below 115.
    return Decimal(repr(bound)) * parts
