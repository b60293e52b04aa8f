"""Merchandising rules through the API: kept, and followed by searches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.catalogue.tables import Table
from tests.fixtures.app import KEY, Shop, fields_of, problem_of
from tests.fixtures.services import NOON, InterruptedEncoder
from tests.unit.api.ruling import PATH, PIN, draft, furnish, pin, publish, send

UNKNOWN = "0" * 32


def at(hours: float) -> str:
    """So long after noon, as a merchant's server writes it."""
    return (NOON + timedelta(hours=hours)).isoformat()


def test_a_rule_is_drafted_published_withdrawn_and_deleted(any_shop: Shop) -> None:
    names = furnish(any_shop)
    stored = draft(any_shop, pin("l04"))
    assert (stored["state"], stored["revision"], stored["in_force"]) == ("draft", 1, False)
    assert any_shop.found(PATH) == names
    path = f"/{stored['id']}"
    published = send(any_shop, "POST", f"{path}/publish", revision=1).json()
    assert (published["state"], published["revision"], published["in_force"]) == (
        "published",
        2,
        True,
    )
    assert any_shop.found(PATH)[0] == "l04"
    withdrawn = send(any_shop, "POST", f"{path}/withdraw").json()
    assert (withdrawn["state"], withdrawn["revision"]) == ("withdrawn", 3)
    assert any_shop.found(PATH) == names
    send(any_shop, "POST", f"{path}/publish", revision=3)
    assert any_shop.found(PATH)[0] == "l04"
    assert send(any_shop, "DELETE", path).status_code == 204
    assert any_shop.found(PATH) == names
    problem_of(send(any_shop, "GET", path), 404)


def test_a_rule_is_read_as_it_was_written(shop: Shop) -> None:
    written = {
        "name": "Autumn",
        "does": {"type": "boost", "amount": 0.1},
        "question": "similar",
        "viewed": {"category": ["sofa"], "tag": ["New In"]},
        "results": {"color": ["#3f6b4a", "oak"], "max_price": 499.5},
        "starts_at": at(1),
        "ends_at": at(2),
    }
    stored = send(shop, "POST", "", written).json()
    read = send(shop, "GET", f"/{stored['id']}").json()
    assert read == stored
    rule = read["rule"]
    for name in ("name", "does", "question"):
        assert rule[name] == written[name]
    assert rule["viewed"]["tag"] == ["New In"]
    assert rule["results"]["color"] == ["#3f6b4a", "oak"]
    assert rule["results"]["max_price"] == 499.5
    assert rule["starts_at"].startswith("2026-03-01T13:00:00")
    # What is read can be sent back.
    assert send(shop, "PUT", f"/{stored['id']}", rule, revision=1).json()["rule"] == rule


def test_rules_are_listed_by_state(shop: Shop) -> None:
    shop.put("l04")
    first = draft(shop, pin("l04"))
    shop.workshop.clock.advance(seconds=1)
    second = publish(shop, pin("l04"))

    def listed(**query: Any) -> list[str]:
        return [each["id"] for each in send(shop, "GET", "", **query).json()["rules"]]

    assert listed() == [second["id"], first["id"]]
    assert listed(only="published") == [second["id"]]
    assert listed(only="withdrawn") == []
    assert fields_of(send(shop, "GET", "", only="gone"), 400) == ["only"]


def test_dates_count_to_the_moment(shop: Shop) -> None:
    names = furnish(shop)
    stored = publish(shop, pin("l04"), starts_at=at(1), ends_at=at(2))
    found = {}
    for hours, seconds in ((0, 0), (1, -1), (1, 0), (2, -1), (2, 0)):
        shop.workshop.clock.now = NOON + timedelta(hours=hours, seconds=seconds)
        found[hours, seconds] = shop.found(PATH)[0]
        in_force = send(shop, "GET", f"/{stored['id']}").json()["in_force"]
        assert in_force is (found[hours, seconds] == "l04")
    assert found == {
        (0, 0): names[0],
        (1, -1): names[0],
        (1, 0): "l04",
        (2, -1): "l04",
        (2, 0): names[0],
    }


def test_what_is_left_out_is_not_found_whatever_pins_it(shop: Shop) -> None:
    names = furnish(shop)
    publish(shop, pin("l01"))
    publish(shop, {"type": "exclude"}, results={"tag": ["own"]})
    publish(shop, {"type": "exclude", "listings": ["l02"]})
    assert shop.found(PATH) == [name for name in names if name not in ("l01", "l02", "l03", "l05")]
    facets = shop.get(PATH, facets=True)["facets"]
    assert facets["in_stock"] == 2


def test_what_is_boosted_comes_sooner_and_what_is_buried_later(shop: Shop) -> None:
    names = furnish(shop)
    own = [name for number, name in enumerate(names) if number % 2]
    others = [name for number, name in enumerate(names) if not number % 2]
    boost = publish(shop, {"type": "boost", "amount": 0.5}, results={"tag": ["own"]})
    assert shop.found(PATH) == own + others
    send(shop, "DELETE", f"/{boost['id']}")
    publish(shop, {"type": "bury", "amount": 0.5}, results={"tag": ["own"]})
    assert shop.found(PATH) == others + own


def test_results_keep_to_the_style_of_what_is_viewed(shop: Shop) -> None:
    furnish(shop)
    publish(shop, {"type": "same_as_viewed", "attribute": "style", "how": "must"})
    assert shop.found(PATH) == ["l00", "l03"]
    assert shop.found("/v1/listings/l01/similar", limit=20) == ["l02", "l04", "l05"]


def test_a_pin_does_not_break_a_filter(shop: Shop) -> None:
    furnish(shop)
    publish(shop, pin("l04"))
    assert shop.found(PATH, style="boho", keep="all") == ["l00", "l03"]
    assert shop.found(PATH, style="glam", keep="all")[0] == "l04"


def test_a_rule_for_some_that_are_viewed_leaves_the_others_alone(shop: Shop) -> None:
    names = furnish(shop)
    publish(shop, pin("l04"), viewed={"listing": ["l00"]})
    assert shop.found(PATH) == names
    assert shop.found("/v1/listings/l00/similar")[0] == "l04"


def test_a_rule_may_begin_between_two_pages(shop: Shop) -> None:
    names = furnish(shop)
    first = shop.get(PATH, limit=2)
    publish(shop, {"type": "boost", "amount": 0.5}, results={"tag": ["own"]})
    second = shop.found(PATH, limit=10, cursor=first["next"])
    assert second == ["l03", "l05", "l02", "l04"]
    assert sorted([each["listing"]["id"] for each in first["results"]] + second) == names


def test_what_goes_with_something_follows_rules_of_its_own(any_shop: Shop) -> None:
    live = any_shop.workshop.activate_encoder(InterruptedEncoder("matching", matching=True))
    any_shop.workshop.index.ensure_collection(live.collection, live.dimensions)
    any_shop.offer("sofa", (220, 20, 20), category="sofa")
    any_shop.offer("red-rug", (220, 20, 20), category="rug")
    any_shop.offer("blue-rug", (20, 20, 220), category="rug", tags=["own"])
    any_shop.offer("lamp", (220, 20, 20), category="floor_lamp")
    any_shop.index()
    path = "/v1/listings/sofa/compatible"

    def found(category: str) -> list[str]:
        (only,) = any_shop.get(path, category=category)["lists"]
        return [each["listing"]["id"] for each in only["results"]]

    plain = found("rug")
    publish(any_shop, pin(plain[-1]), question="similar")
    assert found("rug") == plain
    publish(any_shop, pin(plain[-1]), question="compatible")
    assert found("rug") == plain[::-1]
    assert found("floor_lamp") == ["lamp"]


def test_a_rule_that_was_changed_meanwhile_is_not_changed_again(shop: Shop) -> None:
    shop.put("l04")
    path = f"/{draft(shop, pin('l04'))['id']}"
    assert send(shop, "PUT", path, PIN | {"name": "Mine"}, revision=1).status_code == 200
    for method, ending, body in (
        ("PUT", "", PIN | {"name": "Yours"}),
        ("POST", "/publish", None),
        ("POST", "/withdraw", None),
        ("DELETE", "", None),
    ):
        problem = problem_of(send(shop, method, path + ending, body, revision=1), 409)
        assert "revision 2" in problem["detail"]
    read = send(shop, "GET", path).json()
    assert (read["rule"]["name"], read["revision"]) == ("Mine", 2)


@pytest.mark.parametrize(("method", "ending"), [("PUT", ""), ("POST", "/publish")])
def test_what_takes_effect_needs_the_revision_that_was_read(
    shop: Shop, method: str, ending: str
) -> None:
    stored = draft(shop, pin("l04"))
    answer = send(shop, method, f"/{stored['id']}{ending}", PIN)
    assert fields_of(answer, 400) == ["revision"]


def test_a_rule_that_could_do_nothing_is_not_published(shop: Shop) -> None:
    shop.put("there")
    for does, fields, field in (
        (pin("missing"), {}, "does.listing"),
        ({"type": "exclude", "listings": ["missing", "gone"]}, {}, "does.listings"),
        (pin("there"), {"viewed": {"listing": ["missing"]}}, "viewed.listing"),
    ):
        stored = draft(shop, does, **fields)
        answer = send(shop, "POST", f"/{stored['id']}/publish", revision=1)
        assert fields_of(answer, 400) == [field]
        assert "missing" in problem_of(answer, 400)["detail"]
    over = draft(shop, pin("there"), ends_at=at(-1))
    answer = send(shop, "POST", f"/{over['id']}/publish", revision=1)
    assert fields_of(answer, 422) == ["ends_at"]
    one_is_there = {"type": "exclude", "listings": ["missing", "there"]}
    publish(shop, one_is_there)


def test_a_published_rule_is_not_replaced_by_one_that_could_do_nothing(shop: Shop) -> None:
    shop.put("l04")
    path = f"/{publish(shop, pin('l04'))['id']}"
    answer = send(shop, "PUT", path, PIN | {"does": pin("missing")}, revision=2)
    assert fields_of(answer, 400) == ["does.listing"]
    assert send(shop, "GET", path).json()["rule"]["does"]["listing"] == "l04"


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"name": ""}, 422, "name"),
        ({"name": " "}, 422, "name"),
        ({"name": "a\x00b"}, 422, "name"),
        ({"name": None}, 422, "name"),
        ({"does": {"type": "levitate"}}, 422, "does.type"),
        ({"does": pin("l04", 0)}, 422, "does.place"),
        ({"does": pin("l04", 101)}, 422, "does.place"),
        ({"does": pin("a b")}, 422, "does.listing"),
        ({"does": {"type": "pin"}}, 422, "does.listing"),
        ({"does": {"type": "boost", "amount": 0.6}, "results": {"tag": ["a"]}}, 422, "does.amount"),
        ({"does": {"type": "boost", "amount": 0}, "results": {"tag": ["a"]}}, 422, "does.amount"),
        ({"does": {"type": "boost", "amount": 0.1}}, 422, "results"),
        ({"does": {"type": "bury", "amount": 0.1}}, 422, "results"),
        ({"does": {"type": "exclude"}}, 422, "results"),
        (
            {"does": {"type": "exclude", "listings": ["a"]}, "results": {"tag": ["a"]}},
            422,
            "results",
        ),
        ({"results": {"category": ["sofa"]}}, 422, "results"),
        (
            {"does": {"type": "same_as_viewed", "attribute": "category"}, "question": "compatible"},
            422,
            "does.attribute",
        ),
        ({"does": {"type": "same_as_viewed", "attribute": "price"}}, 422, "does.attribute"),
        ({"results": {"category": ["sofas"]}}, 400, "results.category"),
        ({"results": {"colour": ["red"]}}, 422, "results.colour"),
        ({"viewed": {"material": ["velvett"]}}, 400, "viewed.material"),
        ({"viewed": {"color": ["#3f6b4a"]}}, 400, "viewed.color"),
        ({"viewed": {"style": ["boho"] * 51}}, 400, "viewed.style"),
        ({"viewed": {"tag": [" "]}}, 400, "viewed.tag"),
        ({"viewed": {"tag": ["x" * 500]}}, 400, "viewed.tag"),
        ({"viewed": {"listing": ["l"] * 51}}, 422, "viewed.listing"),
        ({"question": "both"}, 422, "question"),
        ({"starts_at": "2026-03-01T12:00:00"}, 422, "starts_at"),
        ({"starts_at": "soon"}, 422, "starts_at"),
        ({"starts_at": at(1), "ends_at": at(1)}, 422, "ends_at"),
        ({"price": 3}, 422, "price"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    standing_shop: Shop, changes: dict[str, Any], status: int, field: str
) -> None:
    body = {name: value for name, value in (PIN | changes).items() if value is not None}
    assert fields_of(send(standing_shop, "POST", "", body), status) == [field]


def test_an_unknown_value_comes_with_those_near_it(standing_shop: Shop) -> None:
    body = PIN | {"viewed": {"material": ["velvett"]}}
    assert "velvet?" in problem_of(send(standing_shop, "POST", "", body), 400)["detail"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/{UNKNOWN}"),
        ("PUT", f"/{UNKNOWN}?revision=1"),
        ("POST", f"/{UNKNOWN}/publish?revision=1"),
        ("POST", f"/{UNKNOWN}/withdraw"),
        ("DELETE", f"/{UNKNOWN}"),
    ],
)
def test_a_rule_that_is_not_there_is_said_to_be_missing(
    standing_shop: Shop, method: str, path: str
) -> None:
    problem = problem_of(send(standing_shop, method, path, PIN), 404)
    assert UNKNOWN in problem["detail"]


@pytest.mark.parametrize("key", [None, "wrong", KEY + "x"])
def test_rules_are_for_who_has_a_key(standing_shop: Shop, key: str | None) -> None:
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    for method, path in (
        ("GET", ""),
        ("POST", ""),
        ("GET", f"/{UNKNOWN}"),
        ("PUT", f"/{UNKNOWN}?revision=1"),
        ("DELETE", f"/{UNKNOWN}"),
        ("POST", f"/{UNKNOWN}/publish?revision=1"),
        ("POST", f"/{UNKNOWN}/withdraw"),
        ("POST", "/rehearse"),
    ):
        answer = standing_shop.client.request(method, f"/v1/rules{path}", headers=headers)
        problem_of(answer, 401)


def test_a_body_that_is_no_json_is_refused(standing_shop: Shop) -> None:
    answer = standing_shop.client.post(
        "/v1/rules", content=b"{", headers={"authorization": f"Bearer {KEY}"}
    )
    assert fields_of(answer, 400) == ["body"]


def test_a_catalogue_that_is_away_is_a_503_and_not_an_answer_without_rules(shop: Shop) -> None:
    furnish(shop)
    publish(shop, {"type": "exclude", "listings": ["l00"]})
    shop.services.rules.forget()
    rules = Table.metadata.tables["rules"]
    with shop.workshop.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE rules RENAME TO elsewhere")
    try:
        problem = problem_of(shop.client.get(PATH), 503)
        assert problem["type"].endswith("catalogue-unavailable")
    finally:
        with shop.workshop.database.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE elsewhere RENAME TO {rules.name}")
    assert "l00" not in shop.found(PATH)


def test_what_nothing_lifts_says_nothing_of_it(shop: Shop) -> None:
    furnish(shop)
    publish(shop, {"type": "boost", "amount": 1e-9}, results={"tag": ["own"]})
    publish(shop, {"type": "bury", "amount": 0.1}, results={"style": ["glam"]})
    results = shop.get(PATH, category="sofa")["results"]
    lifted = {each["listing"]["id"]: each.get("lifted") for each in results}
    assert lifted["l00"] is lifted["l03"] is None  # the latter is its own, by next to nothing
    assert lifted["l01"] == -0.1
