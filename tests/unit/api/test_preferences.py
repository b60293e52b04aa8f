"""What a shopper would rather have, through the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures.app import Shop, fields_of, problem_of
from tests.fixtures.services import InterruptedEncoder

RED = (200, 30, 30)
PATH = "/v1/listings/red/similar"


def furnished(shop: Shop, **others: dict[str, Any]) -> None:
    """`red`, and what looks ever less like it; `others` have these fields besides."""
    shop.offer("red", RED)
    for number in range(6):
        name = f"l{number}"
        shop.offer(name, (200, 34 + 8 * number, 30), **others.get(name, {}))
    shop.index()


def marks(answer: Any) -> dict[str, list[str]]:
    return {
        result["listing"]["id"]: result["preferred"]
        for result in answer["results"]
        if "preferred" in result
    }


def where_else(result: Any) -> int | None:
    """The rank it would have if it were otherwise."""
    otherwise = result["explanation"]["otherwise"]
    return None if otherwise is None else int(otherwise["rank"])


def test_what_is_preferred_comes_sooner_and_nothing_is_left_out(any_shop: Shop) -> None:
    furnished(any_shop, l3={"colors": ["walnut"]}, l4={"tags": ["Sale"], "materials": ["wood"]})
    plain = [f"l{number}" for number in range(6)]
    assert any_shop.found(PATH) == plain
    answer = any_shop.get(PATH, prefer=["color:walnut", "tag:SALE", "material:wood"])
    assert [each["listing"]["id"] for each in answer["results"]] == [
        "l4", "l3", "l0", "l1", "l2", "l5",
    ]  # fmt: skip
    assert marks(answer) == {"l4": ["material:wood", "tag:sale"], "l3": ["color:walnut"]}
    lifted = {each["listing"]["id"]: each.get("lifted") for each in answer["results"]}
    assert lifted == dict.fromkeys(plain) | {"l4": 0.2, "l3": 0.1}
    similar = {each["listing"]["id"]: each["similarity"] for each in any_shop.get(PATH)["results"]}
    assert {each["listing"]["id"]: each["similarity"] for each in answer["results"]} == similar


def test_a_color_is_preferred_by_what_it_looks_like(shop: Shop) -> None:
    furnished(shop)
    shop.offer("olive", (63, 107, 74))
    shop.index()
    assert shop.found(PATH)[-1] == "olive"
    answer = shop.get(PATH, prefer="color:#3F6B4A", reasons=True)
    assert marks(answer) == {"olive": ["color:#3F6B4A"]}
    told = {each["listing"]["id"]: each["explanation"] for each in answer["results"]}
    texts = [reason["text"] for reason in told["olive"]["reasons"]]
    assert texts[-1] == "Preferred: a colour near yours"


def test_a_preference_is_a_reason_that_adds_nothing_to_the_similarity(shop: Shop) -> None:
    furnished(shop, l3={"colors": ["walnut"], "style": "boho"})
    for result in shop.get(PATH, prefer=["color:walnut", "style:boho"], reasons=True)["results"]:
        explanation = result["explanation"]
        assert sum(explanation["parts"].values()) == pytest.approx(result["similarity"], abs=1e-6)
        told = [each for each in explanation["reasons"] if each["component"] == "preference"]
        preferred = {"component": "preference", "amount": 0.0, "text": "Preferred: walnut and boho"}
        assert told == ([preferred] if result["listing"]["id"] == "l3" else [])
        assert where_else(result) is None


def test_where_it_would_stand_if_it_were_otherwise_counts_what_is_preferred(shop: Shop) -> None:
    """But for what hangs on its looks: that would be otherwise too."""
    colors = ("red", "red", "red", "green", "green", "green")
    looks = {f"l{number}": {"colors": [color]} for number, color in enumerate(colors)}
    furnished(shop, **looks | {"l5": looks["l5"] | {"tags": ["sale"]}})
    plain = shop.get(PATH, reasons=True)["results"]
    first, *others = shop.get(PATH, reasons=True, prefer="tag:sale")["results"]
    assert first["listing"]["id"] == "l5"
    assert [where_else(each) for each in plain] == [3, 3, 4, 3, None, None]
    assert [where_else(each) for each in others] == [4, 4, 5, 4, None]
    for each in shop.get(PATH, reasons=True, prefer="color:green")["results"]:
        assert where_else(each) is None


def test_pages_of_one_preference_follow_one_another(shop: Shop) -> None:
    furnished(shop, l4={"colors": ["walnut"]}, l5={"colors": ["walnut"]})
    first = shop.get(PATH, limit=3, prefer="color:walnut")
    second = shop.get(PATH, limit=3, prefer="color:walnut", cursor=first["next"])
    names = [each["listing"]["id"] for page in (first, second) for each in page["results"]]
    assert names == ["l4", "l5", "l0", "l1", "l2", "l3"]
    other = shop.client.get(PATH, params={"cursor": first["next"], "prefer": "color:red"})
    assert fields_of(other, 400) == ["cursor"]


def test_what_goes_with_it_may_be_preferred_too(shop: Shop) -> None:
    live = shop.workshop.activate_encoder(InterruptedEncoder("matching", matching=True))
    shop.workshop.index.ensure_collection(live.collection, live.dimensions)
    shop.offer("sofa", RED, category="sofa")
    shop.offer("near", (30, 30, 200), category="rug")
    shop.offer("liked", (60, 30, 200), category="rug", materials=["wood"])
    shop.index()
    query = {"category": "rug", "prefer": "material:wood"}
    (plain,) = shop.get("/v1/listings/sofa/compatible", category="rug")["lists"]
    (lifted,) = shop.get("/v1/listings/sofa/compatible", **query)["lists"]
    assert [each["listing"]["id"] for each in plain["results"]] == ["near", "liked"]
    assert [each["listing"]["id"] for each in lifted["results"]] == ["liked", "near"]
    assert marks(lifted) == {"liked": ["material:wood"]}


@pytest.mark.parametrize(
    ("preferences", "near"),
    [
        (["color:walnutt"], "walnut"),
        (["colour:walnut"], "color"),
        (["walnut"], "attribute:value"),
        (["color:walnut:0.5"], "walnut"),
        (["color:3f6b4a"], "#3f6b4a"),
        (["category:sofas"], "sofa"),
        (["tag:"], "tag"),
        (["price:100"], "category, color, material, style, tag"),
        (["x" * 50_000], "attribute:value"),
        (["material:" + "x" * 50_000], "/v1/taxonomy"),
        (["color:red"] * 9, "8"),
        (["color:red", "style:scandi"], "style"),
    ],
)
def test_a_wrong_preference_names_what_comes_near(
    standing_shop: Shop, preferences: list[str], near: str
) -> None:
    answer = standing_shop.client.get(PATH, params={"prefer": preferences})
    (error,) = problem_of(answer, 400)["errors"]
    assert error["field"] == "prefer"
    assert near in error["message"]
    assert len(answer.content) < 2_000
