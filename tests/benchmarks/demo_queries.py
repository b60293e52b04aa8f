"""Asks a running demo what the shoppers of `demo_queries.toml` ask, and draws what they are shown.

    python -m tests.benchmarks.demo_queries --url http://127.0.0.1:8700 --only room-2 --out sheets
    python -m tests.benchmarks.demo_queries --url http://127.0.0.1:8700 --page docs/queries.md

The first writes pictures to look at; the second all of them beside the page, and the part of the
page that shows them. Another query is another `[[query]]` in the data file.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from msgspec import Struct
from PIL import Image

from tests.benchmarks.contact_sheet import Cell, Row, Tone, sheet

QUERIES: Final = Path(__file__).with_suffix(".toml")
PICTURES: Final = Path("pictures", "queries")
"""Below the page's folder."""
QUALITY: Final = 62
REASONS: Final = 2
BEGIN: Final = "<!-- queries: written by `python -m tests.benchmarks.demo_queries` -->"
END: Final = "<!-- /queries -->"


class DemoQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`asks` are the shopper's words. `listing` or `photo`, a file of the demo's folder, is what
    they ask with and `ask` the parameters; for a room, `ask` is the body, and `photo` is among what
    is there. `seen` says what somebody saw who looked at the answer."""

    id: str
    kind: Literal["similar", "compatible", "room"]
    asks: str
    listing: str | None = None
    photo: str | None = None
    ask: dict[str, Any] = {}
    seen: str


def read_queries(path: Path = QUERIES) -> list[DemoQuery]:
    with path.open("rb") as file:
        return msgspec.convert(tomllib.load(file)["query"], list[DemoQuery])


class Demo:
    """A running demo, asked over HTTP."""

    def __init__(self, client: httpx.Client, folder: Path) -> None:
        self._client = client
        self._folder = folder
        self.picture = cache(self._picture)

    def answer(self, query: DemoQuery) -> dict[str, Any]:
        photo = None if query.photo is None else self._sent(query.photo)
        if query.kind == "room":
            there = {} if photo is None else {"photos": [photo]}
            response = self._client.post("/v1/rooms/complete", json={**query.ask, **there})
        else:
            path = f"/v1/photos/{photo}" if photo else f"/v1/listings/{query.listing}"
            asked = {**query.ask, "reasons": "true"}
            response = self._client.get(f"{path}/{query.kind}", params=asked)
        if response.is_error:
            raise SystemExit(
                f"{query.id} was answered with {response.status_code}: {response.text}"
            )
        found: dict[str, Any] = response.json()
        return found

    def listing(self, listing_id: str) -> dict[str, Any]:
        found: dict[str, Any] = (
            self._client.get(f"/v1/listings/{listing_id}").raise_for_status().json()
        )
        return found

    def photo(self, path: str) -> Image.Image:
        return Image.open(self._folder / path)

    def _sent(self, path: str) -> str:
        files = {"photo": (self._folder / path).read_bytes()}
        sent: str = self._client.post("/v1/photos", files=files).raise_for_status().json()["id"]
        return sent

    def _picture(self, url: str) -> Image.Image:
        response = self._client.get(urlsplit(url).path).raise_for_status()
        return Image.open(io.BytesIO(response.content))


def sheet_of(demo: Demo, query: DemoQuery, answer: Mapping[str, Any]) -> Image.Image:
    return sheet(list(_asked(demo, query)), list(_rows(demo, query, answer)))


def _asked(demo: Demo, query: DemoQuery) -> Iterator[Cell]:
    if query.photo is not None:
        photo = demo.photo(query.photo)
        if "crop" in query.ask:
            sides = [float(part) for part in query.ask["crop"].split(",")]
            size = (photo.width, photo.height) * 2
            photo = photo.crop(
                tuple(round(side * length) for side, length in zip(sides, size, strict=True))  # type: ignore[arg-type]
            )
        yield Cell(photo, [("A photo", "plain")])
    first = [] if query.listing is None else [query.listing]
    for listing_id in (*first, *query.ask.get("also", ()), *query.ask.get("anchors", ())):
        yield _cell(demo, demo.listing(listing_id), [])
    for listing_id in query.ask.get("unlike", ()):
        yield _cell(demo, demo.listing(listing_id), [("not like this", "marked")])
    for slot in query.ask.get("slots", ()):
        if "keep" in slot:
            yield _cell(demo, demo.listing(slot["keep"]), [("is kept", "marked")])
        if "swap" in slot:
            yield _cell(demo, demo.listing(slot["swap"]), [("instead of this", "marked")])


def _rows(demo: Demo, query: DemoQuery, answer: Mapping[str, Any]) -> Iterator[Row]:
    if query.kind == "room":
        for place, found in enumerate(answer["sets"], start=1):
            total, likely = found["total"], found["probability"]
            label = f"Set {place}: {total:,.2f} {found['currency']}, pairs right {likely:.2f}"
            yield Row(label, [_choice(demo, choice) for choice in found["choices"]])
        if answer["nothing"] is not None:
            yield Row(answer["nothing"]["detail"], [])
        return
    for found in answer.get("lists", [answer]):
        of = [f"{_spoken(found['category'])}."] if "category" in found else []
        label = " ".join([*of, *found.get("relaxed", ())])
        yield Row(label, [_result(demo, result) for result in found["results"]])


def _result(demo: Demo, result: Mapping[str, Any]) -> Cell:
    words: list[tuple[str, Tone]] = []
    if missed := result.get("missed"):
        lacks = " and ".join(missed).replace("color", "colour")
        words.append((f"other {lacks}", "marked"))
    if preferred := result.get("preferred"):
        values = [_spoken(each.partition(":")[2]) for each in preferred]
        words.append((f"preferred: {', '.join(values)}", "plain"))
    score = result.get("score")
    measured = f"similarity {result['similarity']:.2f}"
    words.append((measured if score is None else f"score {score:.2f}", "plain"))
    reasons = result["explanation"]["reasons"][:REASONS]
    # What is preferred has been said.
    words += [(each["text"], "faint") for each in reasons if each["component"] != "preference"]
    return _cell(demo, result["listing"], words)


def _choice(demo: Demo, choice: Mapping[str, Any]) -> Cell:
    kept: list[tuple[str, Tone]] = [("kept", "marked")] if choice["kept"] else []
    best = choice["best_with"]["probability"]
    told: list[tuple[str, Tone]] = [] if best is None else [(f"best pair {best:.2f}", "faint")]
    return _cell(
        demo, choice["listing"], [*kept, (choice["slot"].replace("_", " "), "plain"), *told]
    )


def _spoken(value: str) -> str:
    return value.replace("_", " ").capitalize()


def _cell(demo: Demo, listing: Mapping[str, Any], words: Sequence[tuple[str, Tone]]) -> Cell:
    price = "" if listing["price"] is None else f", {listing['price']:,.0f}"
    title = listing["title"]
    short = title if len(title) <= 60 else title[:57] + "..."
    return Cell(demo.picture(listing["images"][0]), [(f"{short}{price}", "plain"), *words])


def written(query: DemoQuery) -> str:
    """The request, as one would type it."""
    if query.kind == "room":
        there = {} if query.photo is None else {"photos": ["{photo}"]}
        return "POST /v1/rooms/complete\n" + json.dumps({**query.ask, **there})
    path = f"/v1/listings/{query.listing}" if query.photo is None else "/v1/photos/{photo}"
    parameters = urlencode(query.ask, doseq=True, safe=",")
    return f"GET {path}/{query.kind}" + (f"?{parameters}" if parameters else "")


def page_part(queries: Sequence[DemoQuery]) -> str:
    titles = {"similar": "Looks like this", "compatible": "Goes with this", "room": "Rooms"}
    parts = [BEGIN]
    for kind, title in titles.items():
        parts.append(f"## {title}")
        for query in (query for query in queries if query.kind == kind):
            picture = (PICTURES / f"{query.id}.webp").as_posix()
            parts.append(f"### {query.asks}")
            parts.append(f"```http\n{written(query)}\n```")
            parts.append(f"![{query.id}]({picture})")
            parts.append(" ".join(query.seen.split()))
    return "\n\n".join([*parts, END])


def rewritten(page: str, queries: Sequence[DemoQuery]) -> str:
    """The page with the part between the marks as it should be."""
    marked = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    return marked.sub(lambda _: page_part(queries), page)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8700")
    parser.add_argument("--demo-dir", type=Path, default=Path("demo"))
    parser.add_argument("--queries", type=Path, default=QUERIES)
    parser.add_argument("--only", nargs="*", help="ids of the queries to ask")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", type=Path, help="folder for the pictures")
    target.add_argument("--page", type=Path, help="page that shows them")
    arguments = parser.parse_args()
    queries = read_queries(arguments.queries)
    folder = arguments.out or arguments.page.parent / PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with httpx.Client(base_url=arguments.url, timeout=30, trust_env=False) as client:
        demo = Demo(client, arguments.demo_dir)
        for query in queries:
            if arguments.only and query.id not in arguments.only:
                continue
            picture = sheet_of(demo, query, demo.answer(query))
            picture.save(folder / f"{query.id}.webp", quality=QUALITY, method=6)
            print(folder / f"{query.id}.webp")
    if arguments.page:
        text = arguments.page.read_text(encoding="utf-8")
        arguments.page.write_text(rewritten(text, queries), encoding="utf-8")


if __name__ == "__main__":
    main()
