from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.listings import StoredListing
from backend.listing import Listing
from backend.search.contributions import (
    SHRINKAGE,
    Contributions,
    compatible_contributions,
    similar_contributions,
    visual_parts,
)
from tests.unit.search.offers import offer, offers

PARTS = {"shape": (0, 5), "color": (5, 8)}
seeds = st.integers(0, 2**32 - 1)


def visual(count: int, seed: int) -> np.ndarray:
    """Unit vectors of which colour has three hundredths of each cosine, as releases have them."""
    random = np.random.default_rng(seed)
    shape, color = random.normal(size=(count, 5)), random.normal(size=(count, 3))
    shape *= 0.97**0.5 / np.linalg.norm(shape, axis=1, keepdims=True)
    color *= 0.03**0.5 / np.linalg.norm(color, axis=1, keepdims=True)
    return np.hstack([shape, color]).astype(np.float32)


def completed(shop: list[StoredListing]) -> list[Listing]:
    return [stored.completed for stored in shop]


def similar(shop: list[StoredListing], seed: int) -> tuple[Contributions, np.ndarray]:
    """What carried each match with a query, and the scores that an index gives."""
    vectors = visual(len(shop) + 1, seed)
    query, rest = vectors[0], vectors[1:]
    return similar_contributions(visual_parts(query, rest, PARTS), completed(shop)), rest @ query


@settings(deadline=None)
@given(offers(), seeds)
def test_of_looks_like_the_contributions_add_up_to_the_score(
    shop: list[StoredListing], seed: int
) -> None:
    found, scores = similar(shop, seed)
    assert found.components == ("color", "material", "style", "shape")
    assert found.amounts.shape == (len(shop), 4)
    np.testing.assert_allclose(found.scores, scores, atol=1e-6)
    for place, score in enumerate(scores.tolist()):
        shown = round(score, 6)
        settled = found.settled(place, shown)
        assert list(settled) == ["typical", "color", "material", "style", "shape"]
        assert round(sum(settled.values()), 6) == shown
        for name, amount in settled.items():
            if name not in ("typical", "shape"):
                assert amount == round(float(found.of(name)[place]), 6)


@settings(deadline=None)
@given(offers(), seeds)
def test_of_goes_with_the_contributions_add_up_to_the_score(
    shop: list[StoredListing], seed: int
) -> None:
    scores = 4 * np.random.default_rng(seed).normal(size=len(shop))
    found = compatible_contributions(scores, completed(shop))
    assert found.components == ("color", "material", "style", "look")
    np.testing.assert_allclose(found.scores, scores, atol=1e-9)
    np.testing.assert_allclose(found.amounts.sum(axis=0), 0, atol=1e-9)


def test_the_parts_of_the_vector_are_the_parts_of_the_cosine() -> None:
    query, *_ = vectors = visual(6, 1)
    found = visual_parts(query, vectors, PARTS)
    assert list(found) == ["shape", "color"]
    np.testing.assert_allclose(found["shape"] + found["color"], vectors @ query, atol=1e-6)
    assert found["shape"][0] == pytest.approx(0.97)
    assert found["color"][0] == pytest.approx(0.03)
    assert (np.abs(found["color"]) <= 0.03 + 1e-6).all()


def test_a_vector_without_parts_is_all_look() -> None:
    vectors = visual(4, 2)
    found = visual_parts(vectors[0], vectors, {})
    np.testing.assert_allclose(found["look"], vectors @ vectors[0], atol=1e-6)
    rest = visual_parts(vectors[0], vectors, {"color": (5, 8)})
    assert set(rest) == {"color", "look"}
    np.testing.assert_allclose(rest["look"] + rest["color"], vectors @ vectors[0], atol=1e-6)
    shop = [offer(f"l{number}", colors=("red",)) for number in range(4)]
    assert similar_contributions(found, completed(shop)).components == (
        "color", "material", "style", "look",
    )  # fmt: skip


def test_a_part_that_is_not_colour_belongs_to_the_shape() -> None:
    vectors = visual(6, 5)
    shop = [offer(f"l{number}", colors=("red",)) for number in range(6)]
    whole = similar_contributions(visual_parts(vectors[0], vectors, PARTS), completed(shop))
    apart = {"shape": (0, 2), "category": (2, 5), "color": (5, 8)}
    found = similar_contributions(visual_parts(vectors[0], vectors, apart), completed(shop))
    assert found.components == whole.components == ("color", "material", "style", "shape")
    np.testing.assert_allclose(found.amounts, whole.amounts, atol=1e-6)


def test_the_colour_of_looks_like_is_the_vectors_own() -> None:
    vectors = visual(6, 3)
    shop = [offer(f"l{number}", colors=("red",)) for number in range(6)]
    parts = visual_parts(vectors[0], vectors, PARTS)
    found = similar_contributions(parts, completed(shop))
    np.testing.assert_allclose(found.of("color"), parts["color"] - parts["color"].mean())


def test_what_a_value_has_more_is_due_to_it() -> None:
    """With many listings, the amounts that were put in come out; with few, less of them."""
    random = np.random.default_rng(4)

    def shrunk(count: int) -> Contributions:
        shop = [
            offer(
                f"l{number}",
                materials=("velvet",) if number % 2 else ("wood",),
                style="boho" if number % 3 else "glam",
            )
            for number in range(count)
        ]
        scores = np.array([0.3 * (number % 2) + 0.1 * (number % 3 > 0) for number in range(count)])
        return compatible_contributions(scores + 0.001 * random.normal(size=count), completed(shop))

    many = shrunk(6000)
    np.testing.assert_allclose(many.of("material"), np.tile([-0.15, 0.15], 3000), atol=1e-3)
    assert many.of("look").std() < 0.002
    few = shrunk(6)
    assert 0 < few.of("material")[1] < 0.5 * many.of("material")[1] + 0.15 / SHRINKAGE
    assert few.effects["material", "velvet"] > 0 > few.effects["material", "wood"]


def test_scores_are_split_as_their_vectors_would_be() -> None:
    """Each number of the candidates' vectors split by itself, then multiplied with the query."""
    random = np.random.default_rng(5)
    shop = completed(
        [
            offer(f"l{number}", colors=("red", "navy")[: 1 + number % 2], style="boho")
            for number in range(9)
        ]
    )
    styles, query = random.normal(size=(9, 4)), random.normal(size=4)
    whole = compatible_contributions(styles @ query, shop)
    columns = [compatible_contributions(styles[:, number], shop) for number in range(4)]
    apart = sum(column.amounts * weight for column, weight in zip(columns, query, strict=True))
    np.testing.assert_allclose(whole.amounts, apart, atol=1e-12)


def test_a_single_candidate_is_typical_and_an_empty_pool_is_nothing() -> None:
    found = compatible_contributions(np.array([2.5]), completed([offer("a", style="boho")]))
    assert found.typical == 2.5
    assert not found.amounts.any()
    nothing = compatible_contributions(np.zeros(0), [])
    assert nothing.amounts.shape == (0, 4)
    assert nothing.scores.tolist() == []
    none = similar_contributions(visual_parts(visual(1, 1)[0], visual(0, 1), PARTS), [])
    assert none.amounts.shape == (0, 4)
