from __future__ import annotations

import base64
import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.app import Shop, fields_of, problem_of

SEARCHES = ("/v1/listings", "/v1/listings/sofa-1/similar")


@pytest.mark.parametrize("path", SEARCHES)
@pytest.mark.parametrize(
    ("parameter", "near"),
    [
        ("color=blu", "blue"),
        ("style=scandi", ""),
        ("category=sofas", "sofa"),
        ("all_material=velvett", "velvet"),
        ("not_color=gray", "grey"),
        ("all_color=3f6b4a", "%233f6b4a"),
        ("color=#3f6b4a", "%23"),
    ],
)
def test_an_unknown_value_names_the_nearest(
    standing_shop: Shop, path: str, parameter: str, near: str
) -> None:
    problem = problem_of(standing_shop.client.get(f"{path}?{parameter}"), 400)
    (error,) = problem["errors"]
    assert error["field"] == parameter.partition("=")[0]
    assert near in error["message"]


@pytest.mark.parametrize("path", SEARCHES)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=abc", "limit"),
        ("limit=", "limit"),
        ("limit=1.5", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("min_price=-1", "min_price"),
        ("min_price=-0.01", "min_price"),
        ("max_price=NaN", "max_price"),
        ("max_price=Infinity", "max_price"),
        ("max_price=1e400", "max_price"),
        ("max_price=1e13", "max_price"),
        ("max_price=ten", "max_price"),
        ("min_price=5&max_price=4.99", "min_price"),
        ("in_stock=perhaps", "in_stock"),
        ("group=a%20b", "group"),
        ("group=a%00", "group"),
        ("group=a%0A", "group"),
        ("group=" + "a" * 129, "group"),
        ("color=", "color"),
        ("color=%00", "color"),
        ("color=%ED%A0%80", "color"),
        ("color=" + "x" * 50_000, "color"),
        ("&".join(["color=red"] * 51), "color"),
        ("color=%233f6b4", "color"),
        ("&".join(f"not_color=%2300000{place}" for place in range(9)), "not_color"),
        ("min_width=-1", "min_width"),
        ("max_depth=10001", "max_depth"),
        ("max_height=NaN", "max_height"),
        ("min_width=5&max_width=4.9", "min_width"),
        ("tag=", "tag"),
        ("all_tag=%00", "all_tag"),
        ("not_tag=%ED%A0%80&not_tag=" + "x" * 50_000, "not_tag"),
        ("not_group=a%20b", "not_group"),
        ("&".join(["not_group=a"] * 51), "not_group"),
    ],
)
def test_a_bad_parameter_is_named(standing_shop: Shop, path: str, query: str, field: str) -> None:
    answer = standing_shop.client.get(f"{path}?{query}")
    assert fields_of(answer, 400) == [field]
    assert len(answer.content) < 2_000


@pytest.mark.parametrize("query", ["q=" + "a" * 201, "q=a%00b", "cursor=" + "a" * 401])
def test_a_bad_parameter_of_browsing_is_named(any_shop: Shop, query: str) -> None:
    assert fields_of(any_shop.client.get(f"/v1/listings?{query}"), 400) == [query.partition("=")[0]]


def test_a_price_bound_means_what_was_typed(shop: Shop) -> None:
    shop.put("sofa-1", price="1.15", currency="EUR")
    for query in ("max_price=1.15", "min_price=1.15", "min_price=1.15&max_price=1.15"):
        assert shop.get(f"/v1/listings?{query}")["total"] == 1
    for query in ("min_price=1.151", "max_price=1.149", "min_price=1.151&max_price=1.159"):
        assert shop.get(f"/v1/listings?{query}")["total"] == 0


def test_a_repeated_attribute_means_any_of_its_values(shop: Shop) -> None:
    for color in ("red", "blue", "green"):
        shop.put(f"sofa-{color}", colors=[color])
    assert shop.get("/v1/listings?color=red&color=blue&color=red")["total"] == 2


def test_a_bound_of_a_size_means_what_was_typed(shop: Shop) -> None:
    shop.put("sofa-1", width_cm=212.5, height_cm=78)
    shop.put("sofa-2")
    for query in ("min_width=212.5", "max_width=212.50", "min_width=212.41&max_width=212.59"):
        assert shop.get(f"/v1/listings?{query}")["total"] == 1, query
    for query in ("min_width=212.51", "max_width=212.49", "min_depth=0", "min_height=78.01"):
        assert shop.get(f"/v1/listings?{query}")["total"] == 0, query
    read = shop.get("/v1/listings/sofa-1")
    assert (read["width_cm"], read["depth_cm"], read["height_cm"]) == (212.5, None, 78.0)


def test_tags_are_filtered_by_as_they_are_stored(shop: Shop) -> None:
    shop.put("sofa-1", tags=["New  In", "Outdoor"])
    shop.put("sofa-2", tags=["outdoor"])
    assert shop.get("/v1/listings/sofa-1")["tags"] == ["new in", "outdoor"]
    for query, total in {
        "tag=new%20IN": 1,
        "tag=new": 0,
        "tag=new%20in&tag=outdoor": 2,
        "all_tag=new%20in&all_tag=outdoor": 1,
        "not_tag=new%20in": 1,
        "tag=none-of-ours": 0,
    }.items():
        assert shop.get(f"/v1/listings?{query}")["total"] == total, query


def test_any_all_and_none_of_an_attribute_can_be_asked_of_a_search(any_shop: Shop) -> None:
    any_shop.offer("sofa-0", group="zoe")
    any_shop.offer("sofa-1", colors=["red", "oak"], tags=["sale"], group="alma")
    any_shop.offer("sofa-2", colors=["red"], materials=["wood"], width_cm=180, group="bo")
    any_shop.offer("sofa-3", category="sofa", style="glam")
    any_shop.index()
    for query, expected in {
        "color=red": {"sofa-1", "sofa-2"},
        "all_color=red&all_color=oak": {"sofa-1"},
        "color=red&not_color=oak": {"sofa-2"},
        "not_color=red": {"sofa-3"},
        "not_category=sofa": {"sofa-1", "sofa-2"},
        "not_category=rug": {"sofa-1", "sofa-2", "sofa-3"},
        "not_material=wood&not_style=glam": {"sofa-1"},
        "not_group=alma&not_group=bo": {"sofa-3"},
        "not_tag=sale&max_width=180": {"sofa-2"},
        "tag=SALE&tag=new": {"sofa-1"},
    }.items():
        assert set(any_shop.found(f"/v1/listings/sofa-0/similar?keep=all&{query}")) == expected, (
            query
        )


def test_a_color_may_be_asked_for_by_what_it_looks_like(any_shop: Shop) -> None:
    any_shop.offer("anchor", (120, 120, 120))
    any_shop.offer("sofa-1", (63, 107, 74), colors=["olive"])
    any_shop.offer("sofa-2", (200, 60, 30))
    any_shop.offer("sofa-3", (36, 52, 79), colors=["green"])
    assert any_shop.get("/v1/listings", color="#3f6b4a")["total"] == 0  # not looked at yet
    any_shop.index()
    (shown,) = any_shop.get("/v1/listings/sofa-1")["palette"]
    assert shown == {"color": "#3f6b4a", "share": 1.0}
    for query, expected in {
        "color=%233f6b4a": {"sofa-1"},
        "color=%23456E4D": {"sofa-1"},
        "color=%233f6b4a&color=green": {"sofa-1", "sofa-3"},
        "all_color=%233f6b4a&all_color=olive": {"sofa-1"},
        "all_color=%233f6b4a&all_color=green": set(),
        "not_color=%233f6b4a": {"sofa-2", "sofa-3"},
        "not_color=%233f6b4a&not_color=green": {"sofa-2"},
    }.items():
        assert set(any_shop.found(f"/v1/listings/anchor/similar?keep=all&{query}")) == expected, (
            query
        )
        browsed = any_shop.get(f"/v1/listings?{query}")["listings"]
        assert {listing["id"] for listing in browsed} - {"anchor"} == expected, query


def test_words_are_taken_as_they_are_and_not_as_a_pattern(shop: Shop) -> None:
    shop.put("sofa-1", title="Sofa 100% wool_blend")
    shop.put("sofa-2", title="Sofa 1000 woolXblend")
    for words in ("100%", "wool_blend", "SOFA 100% wool"):
        page = shop.get("/v1/listings", q=words)
        assert [listing["id"] for listing in page["listings"]] == ["sofa-1"]


def test_the_pages_of_a_catalogue_hold_each_listing_once(any_shop: Shop) -> None:
    for number in range(7):
        any_shop.put(f"sofa-{number}")
        if number % 3 == 0:
            any_shop.workshop.clock.advance(seconds=1)
    seen: list[str] = []
    page = any_shop.get("/v1/listings", limit=2)
    while True:
        seen += [listing["id"] for listing in page["listings"]]
        assert page["total"] == 7
        if page["next"] is None:
            break
        page = any_shop.get("/v1/listings", limit=2, cursor=page["next"])
    assert sorted(seen) == [f"sofa-{number}" for number in range(7)]


def test_a_cursor_still_works_when_its_listing_is_gone(shop: Shop) -> None:
    for number in range(4):
        shop.put(f"sofa-{number}")
    page = shop.get("/v1/listings", limit=2)
    shop.delete(page["listings"][-1]["id"])
    rest = shop.get("/v1/listings", limit=2, cursor=page["next"])
    assert [listing["id"] for listing in rest["listings"]] == ["sofa-2", "sofa-3"]


NOW = "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        [1],
        {},
        "text",
        {"created_at": NOW},
        {"created_at": 5, "id": "a"},
        {"created_at": NOW, "id": 5},
        {"created_at": NOW, "id": "a\x00"},
        {"created_at": NOW, "id": ""},
        {"created_at": "2026-01-01T00:00:00", "id": "a"},
        {"created_at": "0001-01-01T00:00:00+23:00", "id": "a"},
        {"created_at": "9999-12-31T23:59:59-23:00", "id": "a"},
        {"created_at": "2026-13-01T00:00:00Z", "id": "a"},
    ],
)
def test_a_cursor_that_we_did_not_write_is_refused(any_shop: Shop, content: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
    answer = any_shop.client.get("/v1/listings", params={"cursor": cursor})
    assert fields_of(answer, 400) == ["cursor"]


@pytest.mark.timeout(600)
@settings(max_examples=150, suppress_health_check=[*HealthCheck])
@given(
    names=st.lists(
        st.sampled_from(
            ("limit", "cursor", "q", "color", "min_price", "max_price", "group", "in_stock", "x")
        )
        | st.sampled_from(("tag", "all_tag", "not_color", "not_group", "min_width", "max_depth"))
        | st.text(max_size=5),
        max_size=4,
    ),
    data=st.data(),
)
def test_no_query_string_makes_the_service_fail(
    standing_shop: Shop, names: list[str], data: st.DataObject
) -> None:
    texts = st.text(st.characters(codec="utf-8"), max_size=20)
    values = texts | st.floats().map(str) | st.integers().map(str) | st.booleans().map(str)
    query = urlencode([(name, data.draw(values)) for name in names])
    for path in SEARCHES:
        answer = standing_shop.client.get(f"{path}?{query}")
        assert answer.status_code < 500, (answer.text, query)
        if answer.status_code >= 400:
            problem_of(answer, answer.status_code)
