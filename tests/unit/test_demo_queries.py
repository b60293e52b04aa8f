"""The page of queries shows what the data file asks, of listings and photos that the demo has."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from backend.dataset.read import open_dataset
from tests.benchmarks.demo_queries import PICTURES, read_queries, rewritten

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "queries.md"
MOST_BYTES = 1_500_000


def test_the_page_is_what_the_data_file_makes_of_it() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert rewritten(text, read_queries()) == text


def test_each_query_has_a_picture_and_all_are_small() -> None:
    pictures = {path.stem: path for path in (PAGE.parent / PICTURES).iterdir()}
    assert sorted(pictures) == sorted(query.id for query in read_queries())
    assert sum(path.stat().st_size for path in pictures.values()) < MOST_BYTES


def test_the_demo_has_what_is_asked_with() -> None:
    queries = read_queries()
    assert max(Counter(query.id for query in queries).values()) == 1
    demo = open_dataset(ROOT / "demo")
    listings = {row.id for row in demo.listings()}
    for query in queries:
        named = [query.listing, *query.ask.get("also", ()), *query.ask.get("unlike", ())]
        named += query.ask.get("anchors", ())
        slots = query.ask.get("slots", ())
        named += [slot.get(field) for slot in slots for field in ("keep", "swap")]
        assert {each for each in named if each is not None} <= listings
        assert query.photo is None or (ROOT / "demo" / query.photo).is_file()
        assert query.seen
