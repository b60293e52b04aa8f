"""The examples of the OpenAPI document are what the demo answers.

To add some, write what is to be asked (`title`, and `path`, `query`, `body`, `form` or `picture`)
into `backend/api/examples/<operationId>.json`; `problems` there names those of `problems.json` that
the operation shares with others. Then have the answers recorded, and read them:

    UPDATE_SNAPSHOTS=1 pytest -m shell tests/end_to_end/test_examples.py
    UPDATE_SNAPSHOTS=1 pytest tests/unit/test_openapi.py

A cursor, or the id of what another exchange made, is copied from there once that is recorded.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import UNSET, Raw

from backend.api.exchanges import (
    FOLDER,
    Exchange,
    SharedProblem,
    exchanges_of,
    parameter_values,
    shared_problems,
)
from tests.end_to_end.agreement import differences, tidy
from tests.end_to_end.asking import Asker, Operation, operations
from tests.end_to_end.stack import SHIPPED_DEMO, Stack
from tests.end_to_end.trouble import catalogue_locked, crowd, silent_host, stopped

UPDATE = os.environ.get("UPDATE_SNAPSHOTS") == "1"
SPOILED = (
    "unauthorized", "unsigned", "not-json", "wants-json", "wants-a-form", "payload-too-large",
)  # fmt: skip

pytestmark = [pytest.mark.timeout(900), pytest.mark.shell]


@pytest.fixture(scope="module")
def document(demo: Stack) -> Any:
    return demo.client.get("/schema/openapi.json").json()


@pytest.fixture(scope="module")
def asker(demo: Stack, document: Any) -> Iterator[Asker]:
    asker = Asker(demo.client, demo.data_dir, SHIPPED_DEMO)
    yield asker
    # What was written with a picture is found by searches, and others use this demo too.
    (deletion,) = [each for each in operations(document) if each.id == "deleteListing"]
    asker.ask(deletion, Exchange(title="tidied-up", path={"listing_id": "my-sofa"}))


def write_problems(problems: dict[str, SharedProblem]) -> None:
    write("problems", json.loads(msgspec.json.encode(dict(sorted(problems.items())))))


def write(name: str, content: Any) -> None:
    (FOLDER / f"{name}.json").write_text(tidy(content) + "\n", encoding="utf-8")


def again(asker: Asker, operation: Operation, exchange: Exchange) -> tuple[Exchange, list[str]]:
    """The exchange as it goes now, and where that differs from what was recorded."""
    answer = asker.ask(operation, exchange)
    written = None if exchange.answer is UNSET else json.loads(bytes(exchange.answer))
    if answer.is_success:
        asker.learn(written, answer.json() if answer.content else None)
    said = asker.usual(answer)
    where = f"{operation.id}, {exchange.title}"
    found = differences(written, said, where=where)
    if answer.status_code != exchange.status:
        found = [f"{where}: {answer.status_code}, not {exchange.status}", *found]
    if not found:
        return exchange, []
    raw = Raw(json.dumps(said).encode()) if answer.content else UNSET
    return msgspec.structs.replace(exchange, status=answer.status_code, answer=raw), found


def test_each_exchange_goes_as_it_is_recorded(document: Any, asker: Asker) -> None:
    differing = []
    for operation in operations(document):
        recorded = exchanges_of(operation.id)
        exchanges, found = [], []
        for exchange in recorded.exchanges:
            now, apart = again(asker, operation, exchange)
            exchanges.append(now)
            found += apart
        if found and UPDATE:
            now_recorded = msgspec.structs.replace(recorded, exchanges=exchanges)
            write(operation.id, json.loads(msgspec.json.encode(now_recorded)))
        differing += found
    assert UPDATE or differing == []


def alone(document: Any) -> Iterator[tuple[Operation, Exchange]]:
    """Each query parameter that no exchange has, by itself."""
    values = parameter_values()
    for operation in operations(document):
        exchanges = exchanges_of(operation.id).exchanges
        asked = {name for exchange in exchanges for name in exchange.query}
        for parameter in document["paths"][operation.path][operation.method].get("parameters", []):
            name = parameter["name"]
            if operation.method == "get" and parameter["in"] == "query" and name not in asked:
                yield (
                    operation,
                    msgspec.structs.replace(exchanges[0], query={name: values[name]}),
                )


def test_each_value_that_a_parameter_is_shown_with_is_accepted(document: Any, asker: Asker) -> None:
    (photo,) = [each for each in operations(document) if each.id == "addPhoto"]
    again(asker, photo, exchanges_of(photo.id).exchanges[0])  # the one before may be erased
    asked = list(alone(document))
    assert len(asked) > 100
    for operation, exchange in asked:
        answer = asker.ask(operation, exchange)
        assert answer.status_code == 200, f"{operation.id} {exchange.query}: {answer.text}"


def test_each_operation_has_the_problems_that_it_says(document: Any, asker: Asker) -> None:
    problems = shared_problems()
    for operation in operations(document):
        recorded = exchanges_of(operation.id)
        for name in set(recorded.problems) & set(SPOILED):
            answer = asker.ask(operation, recorded.exchanges[0], spoil=name)
            said = asker.usual(answer)
            if UPDATE and name not in problems:
                problems[name] = SharedProblem(answer.status_code, Raw(json.dumps(said).encode()))
                continue
            assert answer.status_code == problems[name].status, f"{operation.id}, {name}"
            assert differences(json.loads(bytes(problems[name].answer)), said) == []
    if UPDATE:
        write_problems(problems)


def test_the_problems_of_trouble_are_those_of_trouble(
    demo: Stack, document: Any, asker: Asker
) -> None:
    called = {operation.id: operation for operation in operations(document)}

    def asking(operation_id: str, **changes: Any) -> Any:
        exchange = exchanges_of(operation_id).exchanges[0]
        changed = msgspec.structs.replace(exchange, **changes)
        return lambda: asker.ask_once(called[operation_id], changed)

    with stopped(demo.pids()["milvus"]):
        slow = crowd(asking("similarToListing", query={"style": ["boho"], "limit": 7}))
        rehearsed = crowd(asking("rehearseRule"))
    with silent_host() as picture:
        late = crowd(asking("addPhoto", form={"url": picture}))
    with catalogue_locked(demo.data_dir):
        away = [asking("putListing")()]
    problems = shared_problems()
    for name, code, answers in (
        ("search-too-slow", "too-slow", slow),
        ("search-too-slow", "too-slow", rehearsed),
        ("too-many-searches", "overloaded", slow),
        ("too-many-rehearsals", "overloaded", rehearsed),
        ("too-many-photos", "overloaded", late),
        ("catalogue-unavailable", "catalogue-unavailable", away),
    ):
        said = [asker.usual(answer) for answer in answers if answer.status_code == 503]
        told = [each for each in said if each["type"] == f"urn:credenza:problem:{code}"]
        assert told, (name, [answer.text for answer in answers])
        if UPDATE:
            problems.setdefault(name, SharedProblem(503, Raw(json.dumps(told[0]).encode())))
        assert differences(json.loads(bytes(problems[name].answer)), told[0]) == []
    if UPDATE:
        write_problems(problems)
