"""The OpenAPI document is what clients are generated from. After a change that is meant:
`UPDATE_SNAPSHOTS=1 pytest tests/unit/test_openapi.py`, and read the difference."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.fixtures.app import AUTHORIZED, Shop

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "openapi.json"
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


@pytest.fixture
def document(standing_shop: Shop) -> Any:
    return standing_shop.get("/schema/openapi.json")


def operations(document: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield f"{method} {path}", operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolved(document: Any, reference: str) -> Any:
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def without_values(node: Any) -> Any:
    """The same without what its examples say: that stands in `backend/api/examples` already."""
    if isinstance(node, list):
        return [without_values(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: sorted(value)
        if key == "examples" and isinstance(value, dict)
        else without_values(value)
        for key, value in node.items()
    }


def test_the_document_is_the_one_that_was_agreed(document: Any) -> None:
    document["info"]["version"] = "the version of the package"
    agreed = without_values(document)
    written = json.dumps(agreed, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        SNAPSHOT.write_text(written, encoding="utf-8")
    assert written == SNAPSHOT.read_text(encoding="utf-8")


def test_it_is_openapi_3_1_and_refers_to_nothing_that_is_not_there(document: Any) -> None:
    assert document["openapi"].startswith("3.1.")
    found = set(references(document))
    assert "#/components/schemas/ListingView" in found
    for reference in found:
        assert reference.startswith("#/components/")
        assert isinstance(resolved(document, reference), dict)


def test_every_schema_is_one(document: Any) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_has_a_name_and_says_what_it_does(document: Any) -> None:
    described = dict(operations(document))
    names = [operation["operationId"] for operation in described.values()]
    assert len(set(names)) == len(names) >= 11
    for name, operation in described.items():
        assert operation["summary"], name
        assert operation["description"], name
        problem = operation["responses"]["default"]["content"]["application/problem+json"]
        assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}, name
        assert operation["tags"], name
        for parameter in re.findall(r"{(\w+)}", name):
            assert parameter in [item["name"] for item in operation["parameters"]], name


def test_what_wants_a_key_says_so(document: Any) -> None:
    keyed = {name for name, operation in operations(document) if operation.get("security")}
    assert keyed == {
        "put /v1/listings/{listing_id}",
        "delete /v1/listings/{listing_id}",
        "post /v1/listings/batch",
        "post /v1/images",
        "get /v1/rules",
        "post /v1/rules",
        "get /v1/rules/{rule_id}",
        "put /v1/rules/{rule_id}",
        "delete /v1/rules/{rule_id}",
        "post /v1/rules/{rule_id}/publish",
        "post /v1/rules/{rule_id}/withdraw",
        "post /v1/rules/rehearse",
    }
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_the_bodies_that_it_describes_are_accepted(shop: Shop, document: Any) -> None:
    def accepts(name: str, value: object) -> bool:
        schema = document["components"]["schemas"][name] | {"components": document["components"]}
        return bool(Draft202012Validator(schema).is_valid(value))

    records: list[dict[str, Any]] = [
        {"title": "A sofa"},
        {"title": "A sofa", "price": 12.5, "colors": ["red"], "stock": None, "group": "a"},
        {"title": "A sofa", "price": "12.50", "currency": "EUR", "version": 7},
        {},
        {"title": ""},
        {"title": "A sofa", "colour": "red"},
        {"title": "A sofa", "currency": "euro"},
        {"title": "A sofa", "version": 0},
        {"title": "A sofa", "images": "https://a.example"},
    ]
    for number, record in enumerate(records):
        answer = shop.client.put(f"/v1/listings/l{number}", json=record, headers=AUTHORIZED)
        assert (answer.status_code == 200) == accepts("ListingFields", record), record
        assert answer.status_code in (200, 422)
    problem = shop.client.get("/v1/listings?limit=0").json()
    assert accepts("Problem", problem)
    for listing in shop.get("/v1/listings")["listings"]:
        assert accepts("ListingView", listing)


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and name in ("src", "href")]


def test_the_reference_page_loads_nothing_from_elsewhere(standing_shop: Shop) -> None:
    page = standing_shop.client.get("/schema")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.text
    parser = _Addresses()
    parser.feed(page.text)
    loaded = [address for address in parser.found if not address.startswith("data:")]
    assert loaded
    for address in [*loaded, "/schema/openapi.json"]:
        assert address.startswith("/")
        assert not address.startswith("//")
        assert standing_shop.client.get(address).status_code == 200
