"""Everything in the OpenAPI document has an example, and each is one of what it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from backend.api.document_examples import OTHERWISE
from backend.api.exchanges import FOLDER
from tests.fixtures.app import Shop
from tests.unit.test_openapi import METHODS, resolved

HOW = "see tests/end_to_end/test_examples.py for how it is recorded"
AWAY = {"getTaxonomy"}
"""Operations that ask neither the catalogue nor the index."""


@pytest.fixture(scope="module")
def document(standing_shop: Shop) -> Any:
    return standing_shop.get("/schema/openapi.json")


def operations(document: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def media_types(operation: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Bodies, with words for where each is."""
    name = operation["operationId"]
    for kind, media in operation.get("requestBody", {}).get("content", {}).items():
        yield f"{name}: body ({kind})", media
    for status, response in operation["responses"].items():
        for kind, media in response.get("content", {}).items():
            yield f"{name}: answer {status} ({kind})", media


def examples(document: Any, media: Any) -> Iterator[tuple[str, Any]]:
    for name, example in media.get("examples", {}).items():
        found = resolved(document, example["$ref"]) if "$ref" in example else example
        if "externalValue" not in found:
            yield name, found["value"]


def test_everything_has_an_example(document: Any) -> None:
    missing = []
    for _path, _method, operation in operations(document):
        name = operation["operationId"]
        missing += [
            f"{name}: parameter {parameter['name']} (in parameters.json, or in an exchange)"
            for parameter in operation.get("parameters", [])
            if "example" not in parameter
        ]
        missing += [
            f"{where} (in {name}.json)"
            for where, media in media_types(operation)
            if not media.get("examples")
        ]
    assert not missing, f"{FOLDER} has no example of these; {HOW}"


def problems_of(path: str, method: str, operation: Any) -> Iterator[tuple[str, str]]:
    """What an operation of this kind can answer with, and why."""
    kinds = operation.get("requestBody", {}).get("content", {})
    parsed = kinds.keys() & {"application/json", "multipart/form-data"}
    if operation.get("parameters") or parsed or method == "get":
        yield "400", "has parameters or a body, which may be wrong"
    if operation.get("security") or path.startswith("/v1/webhooks"):
        yield "401", "wants a key or a signature"
    if "{" in path and method != "put":
        yield "404", "names something that may not be there"
    if kinds:
        yield "413", "has a body, which may be too large"
        yield "422", "has a body, which may say what cannot be"
    if parsed and not path.startswith("/v1/webhooks"):
        yield "415", "takes bodies of one kind only"
    if operation["operationId"] not in AWAY:
        yield "503", "needs the catalogue or the index, which may be away"


def test_every_problem_that_an_operation_can_answer_with_is_shown(document: Any) -> None:
    missing = [
        f"{operation['operationId']}: no {status}, but it {reason}"
        for path, method, operation in operations(document)
        for status, reason in problems_of(path, method, operation)
        if status not in operation["responses"]
    ]
    assert not missing, f"add an exchange, or name one of problems.json; {HOW}"


def faults(document: Any, schema: Any, value: Any) -> list[str]:
    validator = Draft202012Validator(schema | {"components": document["components"]})
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def test_every_example_is_one_of_what_it_stands_for(document: Any) -> None:
    wrong = []
    for _path, _method, operation in operations(document):
        for parameter in operation.get("parameters", []):
            where = f"{operation['operationId']}: parameter {parameter['name']}"
            found = faults(document, parameter["schema"], parameter["example"])
            wrong += [f"{where}: {fault}" for fault in found]
        for where, media in media_types(operation):
            for name, value in examples(document, media):
                found = faults(document, media["schema"], value)
                wrong += [f"{where}: {name}: {fault}" for fault in found]
    assert wrong == []


def test_every_problem_says_the_status_that_it_is_shown_under(document: Any) -> None:
    for _path, _method, operation in operations(document):
        for status, response in operation["responses"].items():
            for media in response.get("content", {}).values():
                for name, value in examples(document, media):
                    if status[0] in "45":
                        assert str(value["status"]) == status, (operation["operationId"], name)


def test_nothing_is_recorded_of_what_there_is_not(document: Any) -> None:
    known = {operation["operationId"] for _path, _method, operation in operations(document)}
    recorded = {path.stem for path in FOLDER.glob("*.json")}
    assert recorded - known == {"parameters", "problems"}


def test_the_null_of_an_answer_is_in_its_example(document: Any) -> None:
    shown = document["paths"]["/v1/listings/{listing_id}"]["get"]["responses"]["200"]
    (example,) = shown["content"]["application/json"]["examples"].values()
    assert "reason" in example["value"]["indexing"]


def test_the_problem_of_a_fault_of_ours_is_the_one_that_is_shown(shop: Shop) -> None:
    def fail() -> None:
        raise RuntimeError("nobody foresaw this")

    shown = shop.get("/schema/openapi.json")["components"]["examples"][OTHERWISE]["value"]
    shop.workshop.encoder.meanwhile = fail
    photo = shop.services.store.read(shop.workshop.picture())
    answer = shop.client.post(
        "/v1/photos",
        files={"photo": ("a.png", photo)},
        headers={"x-request-id": shown["request_id"]},
    )
    assert answer.json() == shown
