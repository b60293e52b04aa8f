from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from litestar import Litestar, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Stream
from litestar.testing import TestClient

from backend.api.etags import EntityTags, etag_of
from backend.api.problems import handlers
from backend.api.tracing import Tracing, stamp
from backend.errors import NotFound


@get("/v1/answers/{name:str}", sync_to_thread=False)
def answer(name: FromPath[str], shade: FromQuery[str] = "oak") -> dict[str, str]:
    return {"name": name, "shade": shade}


@get("/v1/missing", sync_to_thread=False)
def missing() -> None:
    raise NotFound("There is no such listing.")


@get("/v1/fault", sync_to_thread=False)
def fault() -> None:
    raise RuntimeError("broken")


@get("/v1/own", sync_to_thread=False)
def own() -> Response[str]:
    return Response("mine", headers={"ETag": '"mine"', "Cache-Control": "max-age=60"})


@get("/v1/pieces")
async def pieces() -> Stream:
    async def content() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    return Stream(content())


@post("/v1/rooms", status_code=200, sync_to_thread=False)
def room() -> dict[str, str]:
    return {"room": "complete"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    app = Litestar(
        [answer, missing, fault, own, pieces, room],
        middleware=[Tracing(), EntityTags()],
        before_send=[stamp],
        exception_handlers=handlers(),
        openapi_config=None,
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def asked(client: TestClient[Litestar], tag: str, path: str = "/v1/answers/a") -> httpx.Response:
    return client.get(path, headers={"If-None-Match": tag})


def test_an_answer_is_tagged_by_its_bytes(client: TestClient[Litestar]) -> None:
    first = client.get("/v1/answers/a")
    assert first.status_code == 200
    assert first.headers["etag"] == etag_of(first.content)
    assert first.headers["cache-control"] == "no-cache"
    assert int(first.headers["content-length"]) == len(first.content)
    assert client.get("/v1/answers/a").headers["etag"] == first.headers["etag"]
    assert client.get("/v1/answers/a?shade=ash").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{} , "third"', "*"])
def test_who_has_it_is_not_sent_it_again(client: TestClient[Litestar], form: str) -> None:
    tag = client.get("/v1/answers/a").headers["etag"]
    answer = asked(client, form.format(tag))
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == tag
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-request-id"]
    assert "content-type" not in answer.headers
    assert "content-length" not in answer.headers


@pytest.mark.parametrize("tag", ["", '""', '"other"', "nonsense", 'W/"other", "a'])
def test_who_has_another_is_sent_this_one(client: TestClient[Litestar], tag: str) -> None:
    answer = asked(client, tag)
    assert answer.status_code == 200
    assert answer.json() == {"name": "a", "shade": "oak"}


def test_what_changed_is_sent_again(client: TestClient[Litestar]) -> None:
    tag = client.get("/v1/answers/a").headers["etag"]
    answer = asked(client, tag, "/v1/answers/a?shade=ash")
    assert answer.status_code == 200
    assert answer.json()["shade"] == "ash"


@pytest.mark.parametrize(("path", "status"), [("/v1/missing", 404), ("/v1/fault", 500)])
def test_an_error_has_no_tag_and_is_always_told(
    client: TestClient[Litestar], path: str, status: int
) -> None:
    answer = asked(client, "*", path)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert "etag" not in answer.headers


def test_a_tag_that_is_there_stays(client: TestClient[Litestar]) -> None:
    answer = client.get("/v1/own")
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"mine"', "max-age=60")
    assert asked(client, '"mine"', "/v1/own").status_code == 304


def test_an_answer_in_pieces_is_passed_on_as_it_comes(client: TestClient[Litestar]) -> None:
    answer = client.get("/v1/pieces")
    assert answer.content == b"onetwo"
    assert "etag" not in answer.headers


def test_only_what_is_read_can_be_unchanged(client: TestClient[Litestar]) -> None:
    answer = client.post("/v1/rooms", headers={"If-None-Match": "*"})
    assert answer.status_code == 200
    assert answer.json() == {"room": "complete"}
    assert "etag" not in answer.headers


def test_equal_bytes_have_equal_tags_and_others_have_others() -> None:
    assert etag_of(b"same") == etag_of(b"same")
    assert len({etag_of(bytes([number])) for number in range(256)}) == 256
    assert all(character.isprintable() and character != " " for character in etag_of(b"x"))
