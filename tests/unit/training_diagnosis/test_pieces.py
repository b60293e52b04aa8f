from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.dataset.records import Share
from backend.training.diagnosis.pieces import (
    BANDS,
    FEWEST_PRICES,
    Piece,
    balanced,
    one_of_each,
    pieces_of,
    price_bands,
)
from tests.unit.dataset.making import listing, truth


def piece(name: str = "a", **fields: object) -> Piece:
    return Piece(**({"id": name, "title": name, "design": name, "image": f"{name}.png"} | fields))  # type: ignore[arg-type]


def test_what_is_true_stands_for_what_the_merchant_said() -> None:
    said = listing("sofa-1-a", category="armchair", colors=("red",), style="glam")
    (shown,) = pieces_of([said], {"sofa-1-a": truth(cold=True)})

    assert (shown.category, shown.style, shown.pattern) == ("sofa", "boho", "plain")
    assert (shown.colors, shown.materials, shown.cold) == (("teal", "oak"), ("velvet",), True)
    assert _attributes(shown) == {"colors:red", "style:glam"}


def test_without_truth_the_merchant_is_believed_and_nobody_knows_what_is_cold() -> None:
    (shown,) = pieces_of([listing(style="glam")], {})

    assert (shown.style, shown.pattern, shown.materials, shown.cold) == ("glam", None, (), None)
    assert shown.values("style") == ("glam",)
    assert shown.values("pattern") == ()
    assert _attributes(shown) == {"colors:oak", "colors:teal", "style:glam"}


def test_a_listing_without_a_picture_is_not_shown() -> None:
    rows = [listing("a", images=()), listing("b")]

    assert [shown.id for shown in pieces_of(rows, {})] == ["b"]


def test_several_colors_are_in_the_order_of_their_shares() -> None:
    colors = (Share(name="red", share=0.7), Share(name="oak", share=0.3))
    (shown,) = pieces_of([listing()], {"sofa-1-a": truth(colors=colors)})

    assert shown.values("colors") == ("red", "oak")


def test_a_price_is_judged_within_its_category() -> None:
    sofas = [piece(f"s{n}", category="sofa", price=1000.0 + n, currency="EUR") for n in range(8)]
    lamps = [piece(f"l{n}", category="lamp", price=10.0 + n, currency="EUR") for n in range(8)]

    bands = price_bands(sofas + lamps)

    assert bands[:8] == bands[8:] == [band for band in BANDS for _ in range(2)]


@pytest.mark.parametrize("change", [{"price": None}, {"currency": "USD"}, {"category": "rug"}])
def test_a_price_with_nothing_to_compare_has_no_band(change: dict[str, object]) -> None:
    shop = [
        piece(f"s{n}", category="sofa", price=float(n), currency="EUR")
        for n in range(FEWEST_PRICES)
    ]
    odd = piece("odd", **({"category": "sofa", "price": 3.0, "currency": "EUR"} | change))

    assert price_bands([*shop, odd])[-1] is None


@given(st.lists(st.sampled_from(["sofa", "rug", "lamp", None]), max_size=60), st.integers(0, 70))
def test_a_sample_is_as_even_as_the_categories_allow(
    categories: list[str | None], count: int
) -> None:
    chosen = balanced(categories, count, seed=1)

    assert len(chosen) == min(count, len(categories))
    assert chosen == sorted(set(chosen))
    there, taken = Counter(categories), Counter(categories[row] for row in chosen)
    most = max(taken.values(), default=0)
    assert all(taken[name] >= most - 1 or taken[name] == there[name] for name in there)


def test_a_sample_depends_on_its_seed_and_on_nothing_else() -> None:
    categories = ["sofa"] * 50 + ["rug"] * 50

    assert balanced(categories, 20, seed=3) == balanced(categories, 20, seed=3)
    assert balanced(categories, 20, seed=3) != balanced(categories, 20, seed=4)


def test_no_design_is_shown_twice_and_the_first_wins() -> None:
    found = [(("a", "b"), 1), (("b", "c"), 2), (("c", "c"), 3), (("d",), 4)]

    assert one_of_each(found, 9) == [1, 3, 4]
    assert one_of_each(found, 2) == [1, 3]
    assert one_of_each(found, 0) == []


def _attributes(shown: Piece) -> set[str]:
    return {word for word in shown.words if not word.startswith("text:")}
