"""What a listing may say of its tags and sizes, and what is made of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.errors import InvalidInput
from backend.listing import MAX_TAG_LENGTH, MAX_TAGS, Listing, tag_of, tag_problem
from backend.webhooks.payload import ListingFields, parse, to_listing


def listing(**fields: Any) -> Listing:
    body = json.dumps({"title": "A sofa"} | fields).encode()
    return to_listing("sofa-1", parse(body, ListingFields), 1)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("New In", "new in"),
        ("  new\t \u00a0in\n", "new in"),
        ("\N{FULLWIDTH LATIN SMALL LETTER S}ale", "sale"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("E\u0301TE\u0301", "été"),
        ("-50 %", "-50 %"),
        ("夏", "夏"),
    ],
)
def test_a_tag_is_stored_in_one_way(sent: str, stored: str) -> None:
    assert listing(tags=[sent]).tags == (stored,)


@given(st.text())
def test_a_stored_tag_is_stored_as_it_is(text: str) -> None:
    assert tag_of(tag_of(text)) == tag_of(text)


@given(st.text(st.characters(codec="utf-8"), max_size=MAX_TAG_LENGTH))
def test_a_tag_that_is_accepted_fits_where_it_is_stored(text: str) -> None:
    tag = tag_of(text)
    if tag_problem(tag) is None:
        assert 1 <= len(tag) <= MAX_TAG_LENGTH
        assert "\x00" not in tag
        assert tag == tag.strip()


def test_tags_that_are_the_same_count_once() -> None:
    assert listing(tags=["Sale", "outdoor", " sale"]).tags == ("sale", "outdoor")


@pytest.mark.parametrize(
    ("tags", "field", "reason"),
    [
        (["sale", " "], "tags[1]", "blank"),
        (["x" * (MAX_TAG_LENGTH + 1)], "tags[0]", f"at most {MAX_TAG_LENGTH}"),
        (["ﷺ" * 3], "tags[0]", f"at most {MAX_TAG_LENGTH}"),
        (["a\x00b"], "tags[0]", "control"),
        (["a\x1bb"], "tags[0]", "control"),
        (["x" * 1000], "tags[0]", "160"),
        (["sale"] * (MAX_TAGS + 1), "tags", f"<= {MAX_TAGS}"),
        ("sale", "tags", "array"),
        ([5], "tags[0]", "str"),
    ],
)
def test_a_tag_that_cannot_be_one_is_named(tags: Any, field: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        listing(tags=tags)
    assert list(refused.value.fields) == [field]
    assert reason in refused.value.fields[field]


@pytest.mark.parametrize(
    ("centimetres", "millimetres"),
    [(200, 2000), (0.1, 1), (81.28, 813), (0.15, 2), (1.15, 12), (212.04, 2120), (10_000, 100_000)],
)
def test_a_size_is_stored_in_millimetres(centimetres: float, millimetres: int) -> None:
    stored = listing(width_cm=centimetres, height_cm=None)
    assert (stored.width_mm, stored.depth_mm, stored.height_mm) == (millimetres, None, None)


@pytest.mark.parametrize("size", [0, -1, 0.09, 10_000.1, 1e300, "200", True, [200]])
@pytest.mark.parametrize("field", ["width_cm", "depth_cm", "height_cm"])
def test_a_size_that_nothing_has_is_named(field: str, size: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        listing(**{field: size})
    assert list(refused.value.fields) == [field]


def test_a_listing_without_tags_and_sizes_is_as_good_as_before() -> None:
    assert listing() == Listing(id="sofa-1", version=1, title="A sofa")
