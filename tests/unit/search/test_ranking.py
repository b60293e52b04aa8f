"""How results are cut into pages, grouped, relaxed, explained and counted, through the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures.app import Shop, fields_of

RED = (200, 30, 30)
PATH = "/v1/listings/red/similar"


def shade(number: int) -> tuple[int, int, int]:
    """The larger the number, the less it looks like `RED`."""
    return (200, 30 + 6 * number, 30)


def furnished(shop: Shop, count: int = 12, **fields: Any) -> list[str]:
    """`red`, and others that look ever less like it; their ids in that order."""
    shop.offer("red", RED)
    names = [f"l{number:02}" for number in range(count)]
    for number, name in enumerate(names):
        shop.offer(name, shade(number + 1), **fields)
    shop.index()
    return names


def paged(shop: Shop, **query: Any) -> list[list[str]]:
    """The ids of every page, followed by its cursor to the end."""
    pages: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = shop.get(PATH, **query, **cursor)
        pages.append([result["listing"]["id"] for result in answer["results"]])
        if "next" not in answer:
            return pages
        cursor = {"cursor": answer["next"]}


def test_pages_follow_one_another_to_the_end(any_shop: Shop) -> None:
    names = furnished(any_shop)
    assert paged(any_shop, limit=5) == [names[:5], names[5:10], names[10:]]
    assert paged(any_shop, limit=6) == [names[:6], names[6:]]
    assert paged(any_shop, limit=100) == [names]


def test_what_comes_and_goes_between_pages_neither_repeats_nor_drops(shop: Shop) -> None:
    names = furnished(shop)
    first = shop.get(PATH, limit=4)
    shop.offer("newcomer", RED)
    shop.index()
    shop.delete(names[0])
    shop.delete(names[6])
    second = shop.get(PATH, limit=100, cursor=first["next"])
    found = [result["listing"]["id"] for result in second["results"]]
    assert found == ["newcomer", *names[4:6], *names[7:]]


def test_a_cursor_is_of_one_query(shop: Shop) -> None:
    furnished(shop)
    cursor = shop.get(PATH, limit=2)["next"]
    for changed in ({"diversity": 0.5}, {"color": "red"}, {"grouped": False}, {"keep": "size"}):
        answer = shop.client.get(PATH, params={"cursor": cursor, **changed})
        assert fields_of(answer, 400) == ["cursor"]
    other = shop.client.get("/v1/listings/l01/similar", params={"cursor": cursor})
    assert fields_of(other, 400) == ["cursor"]
    assert fields_of(shop.client.get(PATH, params={"cursor": "made up"}), 400) == ["cursor"]


def test_a_design_is_one_result_its_nearest_variant(shop: Shop) -> None:
    shop.offer("red", RED)
    for number, group in enumerate(("alma", "alma", "bo", "alma")):
        shop.offer(f"{group}-{number}", shade(number + 1), group=group)
    shop.index()
    results = shop.get(PATH)["results"]
    assert [(each["listing"]["id"], each.get("variants", 0)) for each in results] == [
        ("alma-0", 2),
        ("bo-2", 0),
    ]
    everything = ["alma-0", "alma-1", "bo-2", "alma-3"]
    assert shop.found(PATH, grouped=False) == everything
    assert shop.found(PATH, group="alma") == ["alma-0", "alma-1", "alma-3"]


def test_of_a_design_the_variant_that_fits_the_filter_is_shown(shop: Shop) -> None:
    shop.offer("red", RED)
    shop.offer("near", shade(1), group="alma", price=900)
    shop.offer("far", shade(5), group="alma", price=100)
    shop.index()
    assert shop.found(PATH) == ["near"]
    assert shop.found(PATH, max_price=200) == ["far"]


def test_more_variants_than_expected_do_not_shorten_a_page(shop: Shop) -> None:
    shop.offer("red", RED)
    for number in range(60):
        shop.offer(f"alma-{number:02}", shade(1), group="alma")
    shop.offer("bo", shade(9), group="bo")
    shop.index()
    assert [name.partition("-")[0] for name in shop.found(PATH, limit=2)] == ["alma", "bo"]


def test_too_few_are_filled_up_with_what_is_nearly_right(shop: Shop) -> None:
    shop.offer("red", RED)
    shop.offer("cheap", shade(3), price=100)
    shop.offer("nearly", shade(1), price=109)
    shop.offer("dear", shade(1), price=900)
    shop.index()
    answer = shop.get(PATH, max_price=100)
    found = [(each["listing"]["id"], each.get("missed", [])) for each in answer["results"]]
    assert found == [("cheap", []), ("nearly", ["price"])]
    assert answer["relaxed"] == ["Up to a tenth beyond the prices asked for."]
    enough = shop.get(PATH, max_price=100, limit=1)
    assert [each["listing"]["id"] for each in enough["results"]] == ["cheap"]
    assert "relaxed" not in enough


@pytest.mark.parametrize("kept", ["price", "all"])
def test_a_wish_that_is_kept_is_not_given_up(shop: Shop, kept: str) -> None:
    shop.offer("red", RED)
    shop.offer("nearly", shade(1), price=109)
    shop.index()
    assert shop.found(PATH, max_price=100, keep=kept) == []
    assert shop.found(PATH, max_price=100, keep="color") == ["nearly"]


def test_relaxed_results_are_paged_too(shop: Shop) -> None:
    shop.offer("red", RED)
    for number in range(9):
        shop.offer(f"l{number}", shade(number + 1), price=95 + number * 3)
    shop.index()
    pages = paged(shop, max_price=100, limit=2)
    assert [name for page in pages for name in page] == [f"l{number}" for number in range(9)]


def test_a_diverse_answer_holds_the_same_and_begins_alike_whatever_its_length(shop: Shop) -> None:
    names = furnished(shop)
    whole = shop.found(PATH, diversity=0.7, limit=100)
    assert sorted(whole) == names
    assert whole != names
    assert whole[0] == names[0]
    assert shop.found(PATH, diversity=0.7, limit=4) == whole[:4]
    assert [name for page in paged(shop, diversity=0.7, limit=5) for name in page] == whole
    assert shop.found(PATH, diversity=0, limit=100) == names


def test_reasons_add_up_to_the_similarity(shop: Shop) -> None:
    shop.offer("red", RED, colors=["red"], materials=["wood"])
    for number in range(8):
        shop.offer(
            f"l{number}",
            shade(number + 1),
            colors=["red"] if number < 4 else ["green"],
            materials=["wood"] if number % 2 else ["metal"],
        )
    shop.index()
    results = shop.get(PATH, reasons=True)["results"]
    for result in results:
        parts = result["explanation"]["parts"]
        assert sum(parts.values()) == pytest.approx(result["similarity"], abs=1e-6)
        assert result["explanation"]["reasons"]
    assert "explanation" not in shop.get(PATH)["results"][0]


def test_facets_count_what_is_near(shop: Shop) -> None:
    shop.offer("red", RED)
    for number, color in enumerate(("red", "red", "blue")):
        shop.offer(f"l{number}", shade(number + 1), colors=[color], category="sofa", price=100)
    shop.offer("gone", shade(4), colors=["blue"], category="sofa", stock=0)
    shop.index()
    facets = shop.get(PATH, facets=True, color="red", keep="all")["facets"]
    colors = {each["value"]: (each["count"], each["chosen"]) for each in facets["values"]["color"]}
    assert colors == {"red": (2, True), "blue": (1, False)}
    assert facets["values"]["category"] == [{"value": "sofa", "count": 2, "chosen": False}]
    assert "facets" not in shop.get(PATH)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"diversity": 1.5}, "diversity"),
        ({"keep": "colour"}, "keep"),
        ({"limit": 101}, "limit"),
        ({"min_score": -1}, "min_score"),
        ({"cursor": "x" * 7_000}, "cursor"),
    ],
)
def test_a_wrong_parameter_is_named(standing_shop: Shop, query: dict[str, Any], field: str) -> None:
    assert fields_of(standing_shop.client.get(PATH, params=query), 400) == [field]
