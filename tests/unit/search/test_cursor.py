from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.criteria import Criteria
from backend.catalogue.listings import StoredListing
from backend.errors import MalformedRequest
from backend.search.cursor import FORMAT, MOST_LETTERS, MOST_SHOWN, Cursor, fingerprint
from backend.search.diversity import diversified
from backend.search.grouping import best_of_groups, identities
from tests.unit.search.offers import offer

QUERY = fingerprint(release="r1", criteria=Criteria(color=("red",)))


def one_each(names: Iterable[str]) -> list[tuple[str, ...]]:
    return [(name,) for name in names]


def test_what_was_shown_is_remembered_by_any_of_its_identities() -> None:
    following = Cursor.read(None, QUERY).after([("listing:a", "group:alma"), ("listing:b",)])
    assert following is not None
    cursor = Cursor.read(following.written(), QUERY)
    results = [("listing:a",), ("listing:c", "group:alma"), ("listing:d",), ("listing:b",)]
    assert cursor.waiting(results) == [2]
    assert cursor.waiting([]) == []


def test_a_first_page_has_shown_nothing() -> None:
    assert Cursor.read(None, QUERY).waiting(one_each("abc")) == [0, 1, 2]


def test_the_cursor_of_a_page_is_always_the_same() -> None:
    def written() -> str:
        cursor = Cursor.read(None, QUERY).after(one_each("abc"))
        assert cursor is not None
        return cursor.written()

    assert written() == written()


def test_a_full_cursor_still_fits_and_the_next_does_not() -> None:
    names = [f"listing:{number}" for number in range(MOST_SHOWN + 1)]
    full = Cursor.read(None, QUERY).after(one_each(names[:-1]))
    assert full is not None
    text = full.written()
    assert len(text) <= MOST_LETTERS
    assert Cursor.read(text, QUERY).waiting(one_each(names)) == [MOST_SHOWN]
    assert full.after(one_each(names[-1:])) is None
    assert full.after(one_each(names[:5])) == full


@pytest.mark.parametrize(
    "changed",
    [
        {"release": "r2"},
        {"collection": "c2"},
        {"criteria": Criteria(color=("red", "navy"))},
        {"criteria": Criteria(in_stock=True)},
        {"query": np.array([1, 0.5], np.float32)},
        {"query": np.array([1, 0], np.float64)},
        {"query": np.array([[1, 0]], np.float32)},
        {"diversity": 0.2},
        {"grouped": False},
    ],
)
def test_a_cursor_of_another_query_is_refused(changed: dict[str, Any]) -> None:
    parts: dict[str, Any] = {
        "release": "r1",
        "collection": "c1",
        "criteria": Criteria(color=("red",)),
        "query": np.array([1, 0], np.float32),
        "diversity": 0.0,
        "grouped": True,
    }
    own = fingerprint(**parts)
    assert own == fingerprint(**{name: parts[name] for name in reversed(parts)})
    following = Cursor.read(None, own).after(one_each("ab"))
    assert following is not None
    with pytest.raises(MalformedRequest, match="another query") as refused:
        Cursor.read(following.written(), fingerprint(**(parts | changed)))
    assert list(refused.value.fields) == ["cursor"]


def test_what_cannot_be_told_apart_is_no_part_of_a_fingerprint() -> None:
    with pytest.raises(NotImplementedError, match="no part"):
        fingerprint(query=lambda: None)


def by_hand(*fields: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(fields)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "????",
        "é",
        "\x00",
        by_hand(),
        by_hand(FORMAT, QUERY),
        by_hand(FORMAT, QUERY, "text"),
        by_hand(FORMAT, QUERY, b"four"),
        by_hand(FORMAT, QUERY[:-1], b"fives"),
        by_hand(FORMAT + 1, QUERY, b"fives"),
        by_hand(FORMAT, QUERY, b"fives" * (MOST_SHOWN + 1)),
        by_hand(2**63, QUERY, b"fives"),
        "A" * (MOST_LETTERS + 1),
        "A" * 10_000_000,
    ],
)
def test_a_cursor_made_by_hand_is_refused(text: str) -> None:
    with pytest.raises(MalformedRequest, match="not one that an earlier page gave"):
        Cursor.read(text, QUERY)


@settings(deadline=None)
@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_text_is_worse_than_refused(text: str) -> None:
    with pytest.raises(MalformedRequest):
        Cursor.read(text, QUERY)


@settings(deadline=None)
@given(st.binary(max_size=60).map(lambda shown: shown[: len(shown) // 5 * 5]))
def test_a_forged_cursor_only_hides(shown: bytes) -> None:
    cursor = Cursor.read(by_hand(FORMAT, QUERY, shown), QUERY)
    assert set(cursor.waiting(one_each("abc"))) <= {0, 1, 2}


VECTORS = np.random.default_rng(5).normal(size=(200, 6)).astype(np.float32)

Order = Callable[[list[StoredListing], list[float]], list[int]]


def ranked(stored: list[StoredListing], scores: list[float]) -> list[int]:
    return list(range(len(stored)))


def grouped(stored: list[StoredListing], scores: list[float]) -> list[int]:
    return [chosen.place for chosen in best_of_groups(scores, stored)]


def diverse(stored: list[StoredListing], scores: list[float]) -> list[int]:
    vectors = VECTORS[[int(each.listing.id) for each in stored]]
    return [int(place) for place in diversified(np.array(scores), vectors, 0.6)]


numbers = st.integers(0, 199)
changes = st.fixed_dictionaries(
    {
        "arrive": st.dictionaries(numbers, st.sampled_from((0.95, 0.5, 0.05)), max_size=5),
        "vanish": st.sets(numbers, max_size=5),
        "move": st.dictionaries(numbers, st.sampled_from((1.0, 0.5, 0.01)), max_size=5),
        "limit": st.integers(1, 7),
    }
)


@settings(max_examples=150, deadline=None)
@given(
    shop=st.dictionaries(numbers, st.floats(0, 1).map(lambda x: round(x, 2)), max_size=40),
    groups=st.lists(st.sampled_from((None, "alma", "bo", "cy")), min_size=200, max_size=200),
    pages=st.lists(changes, min_size=1, max_size=6),
    order=st.sampled_from((ranked, grouped, diverse)),
)
def test_nothing_repeats_and_nothing_that_was_there_throughout_is_dropped(
    shop: dict[int, float],
    groups: list[str | None],
    pages: list[dict[str, Any]],
    order: Order,
) -> None:
    """Listings arrive, vanish and are ranked anew between pages, of another size each."""
    by_group = order is grouped
    now, throughout = dict(shop), set(shop)
    offered = {number: offer(str(number), group=groups[number]) for number in range(200)}
    shown: list[int] = []
    text: str | None = None
    for turn in range(300):
        page = pages[turn % len(pages)]
        best = sorted(now, key=lambda number: (-now[number], str(number)))
        stored = [offered[number] for number in best]
        cursor = Cursor.read(text, QUERY)
        names = [identities(each, grouped=by_group) for each in stored]
        kept = cursor.waiting(names)
        candidates = [stored[place] for place in kept]
        scores = [now[best[place]] for place in kept]
        places = order(candidates, scores)[: page["limit"]]
        shown += [int(candidates[place].listing.id) for place in places]
        following = cursor.after(names[kept[place]] for place in places)
        if not places:
            break
        assert following is not None
        text = following.written()
        if turn < len(pages):
            now |= {n: score for n, score in page["arrive"].items() if n not in shown}
            now |= {n: score for n, score in page["move"].items() if n in now}
            for number in page["vanish"]:
                now.pop(number, None)
                throughout.discard(number)
    assert len(set(shown)) == len(shown)
    if by_group:
        shown_groups = [groups[number] for number in shown if groups[number] is not None]
        assert len(set(shown_groups)) == len(shown_groups)
        missed = {n for n in throughout - set(shown) if groups[n] not in shown_groups}
    else:
        missed = throughout - set(shown)
    assert not missed
