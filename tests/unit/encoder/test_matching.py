from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.encoder.arrays import packed, read_arrays
from backend.encoder.matching import Floats, PairMaps
from backend.errors import ConfigurationError
from tests.unit.encoder.making import PAIRS, pair_maps

ROOM_PAIR = ("rug", "sofa")

CATEGORIES = st.sampled_from(["sofa", "rug", "desk", None])


def slow_scores(maps: PairMaps, styles: Floats, candidates: Floats, weights: Floats) -> Any:
    """(M s) . c written out, number by number."""
    d = maps.dimension
    return [
        [
            sum(
                float(weights[k] * maps.basis[k, i, j] * style[j] * candidate[i])
                for k in range(len(weights))
                for i in range(d)
                for j in range(d)
            )
            for candidate in candidates
        ]
        for style in styles
    ]


@given(source=CATEGORIES, target=CATEGORIES, k=st.integers(1, 3), seed=st.integers(0, 99))
def test_a_score_is_the_mapped_source_times_the_candidate(
    source: str | None, target: str | None, k: int, seed: int
) -> None:
    maps = pair_maps(k=k, d=3, seed=seed)
    rng = np.random.default_rng(seed)
    styles, candidates = rng.normal(size=(2, 2, 3)).astype(np.float32)
    known = source is not None and target is not None and (source, target) in maps.pairs
    weights = maps.pairs[source or "", target or ""] if known else maps.shared

    scores = maps.query(styles, source, target) @ candidates.T

    np.testing.assert_allclose(scores, slow_scores(maps, styles, candidates, weights), atol=1e-4)


def test_the_way_back_has_a_map_of_its_own() -> None:
    maps = pair_maps()

    assert not np.allclose(maps.matrix("sofa", "rug"), maps.matrix("rug", "sofa"))


@pytest.mark.parametrize(
    ("source", "target"), [("sofa", "sofa"), ("sofa", None), (None, "rug"), (None, None)]
)
def test_a_pair_that_was_never_seen_gets_the_shared_map(
    source: str | None, target: str | None
) -> None:
    maps = pair_maps()
    expected = (maps.shared[:, None, None] * maps.basis).sum(axis=0)

    np.testing.assert_allclose(maps.matrix(source, target), expected, rtol=1e-5)


def test_a_map_is_worked_out_once_for_whoever_asks() -> None:
    maps = pair_maps(k=2, d=3, seed=1)
    source, target = next(iter(maps.pairs))
    own, shared = maps.matrix(source, target), maps.matrix(None, target)
    assert maps.matrix(source, target) is own
    assert maps.matrix("nobody", target) is shared
    assert maps.matrix(source, target, room=True) is own  # it has no maps of rooms
    with pytest.raises(ValueError, match="read-only"):
        own[0, 0] = 1


def test_none_to_map_gives_none() -> None:
    none = np.empty((0, 4), dtype=np.float32)

    assert pair_maps().query(none, "sofa", "rug").shape == (0, 4)


@given(k=st.integers(1, 4), d=st.integers(1, 5), seed=st.integers(0, 99), some=st.booleans())
def test_what_was_saved_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, k: int, d: int, seed: int, some: bool
) -> None:
    made = pair_maps(k, d, seed)
    saved = PairMaps(basis=made.basis, shared=made.shared, pairs=made.pairs if some else {})
    path = tmp_path_factory.mktemp("maps") / "matching.npz"
    saved.save(path)

    loaded = PairMaps.load(path)

    assert set(loaded.pairs) == set(saved.pairs)
    for pair in (*PAIRS, ("other", "other")):
        np.testing.assert_array_equal(loaded.matrix(*pair), saved.matrix(*pair))
        assert loaded.matrix(*pair).dtype == np.float32


def test_the_order_of_pairs_does_not_change_the_file() -> None:
    maps = pair_maps()
    turned = {pair: maps.pairs[pair] for pair in reversed(PAIRS)}

    assert PairMaps(basis=maps.basis, shared=maps.shared, pairs=turned).packed() == maps.packed()


@pytest.mark.parametrize(
    "change",
    [
        {"basis": np.zeros((3, 4, 5), dtype=np.float32)},
        {"basis": np.zeros((3, 4), dtype=np.float32)},
        {"basis": np.full((3, 4, 4), np.nan, dtype=np.float32)},
        {"shared": np.zeros(2, dtype=np.float32)},
        {"shared": np.full(3, np.inf, dtype=np.float32)},
        {"weights": np.zeros((3, 2), dtype=np.float32)},
        {"weights": np.zeros((2, 3), dtype=np.float32)},
        {"weights": np.array([["a"] * 3] * 3)},
        {"sources": np.array(["sofa", "rug"])},
    ],
)
def test_maps_that_do_not_fit_together_are_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "matching.npz"
    pair_maps().save(path)
    path.write_bytes(packed({**read_arrays(path), **change}))

    with pytest.raises(ConfigurationError, match=r"matching\.npz does not hold pair maps"):
        PairMaps.load(path)


def test_an_array_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "matching.npz"
    path.write_bytes(packed({"basis": np.zeros((1, 2, 2))}))

    with pytest.raises(ConfigurationError, match="lacks the array 'shared'"):
        PairMaps.load(path)


def with_rooms(k: int = 3, d: int = 4, seed: int = 0) -> PairMaps:
    """Maps for rooms too; of their pairs only one has its own."""
    made = pair_maps(k, d, seed)
    rng = np.random.default_rng(seed + 1)
    return PairMaps(
        basis=made.basis,
        shared=made.shared,
        pairs=made.pairs,
        room_shared=rng.normal(size=k).astype(np.float32),
        room_pairs={ROOM_PAIR: rng.normal(size=k).astype(np.float32)},
    )


@given(source=CATEGORIES, target=CATEGORIES, k=st.integers(1, 3), seed=st.integers(0, 99))
def test_a_room_is_asked_through_maps_of_its_own(
    source: str | None, target: str | None, k: int, seed: int
) -> None:
    maps = with_rooms(k=k, d=3, seed=seed)
    rng = np.random.default_rng(seed)
    styles, candidates = rng.normal(size=(2, 2, 3)).astype(np.float32)
    assert maps.room_shared is not None
    own = (source, target) == ROOM_PAIR
    weights = maps.room_pairs[ROOM_PAIR] if own else maps.room_shared

    scores = maps.query(styles, source, target, room=True) @ candidates.T

    np.testing.assert_allclose(scores, slow_scores(maps, styles, candidates, weights), atol=1e-4)
    alone, among = (maps.matrix(source, target, room=room) for room in (False, True))
    assert not np.allclose(alone, among)


@pytest.mark.parametrize("pair", [*PAIRS, ("bed", "bed"), (None, None)])
def test_without_maps_of_rooms_a_room_is_so_many_pieces(
    pair: tuple[str | None, str | None],
) -> None:
    maps = pair_maps()

    np.testing.assert_array_equal(maps.matrix(*pair, room=True), maps.matrix(*pair))


@given(k=st.integers(1, 4), d=st.integers(1, 5), seed=st.integers(0, 99), some=st.booleans())
def test_maps_of_rooms_are_saved_and_loaded(
    tmp_path_factory: pytest.TempPathFactory, k: int, d: int, seed: int, some: bool
) -> None:
    made = with_rooms(k, d, seed)
    saved = made if some else replace(made, room_pairs={})
    path = tmp_path_factory.mktemp("maps") / "matching.npz"
    saved.save(path)

    loaded = PairMaps.load(path)

    assert set(loaded.room_pairs) == set(saved.room_pairs)
    for pair in (*PAIRS, ("other", "other")):
        for room in (False, True):
            expected = saved.matrix(*pair, room=room)
            np.testing.assert_array_equal(loaded.matrix(*pair, room=room), expected)


def test_maps_without_rooms_are_loaded_without_them(tmp_path: Path) -> None:
    path = tmp_path / "matching.npz"
    pair_maps().save(path)

    loaded = PairMaps.load(path)

    assert loaded.room_shared is None
    assert loaded.room_pairs == {}


def test_pairs_of_rooms_need_what_they_share() -> None:
    made = with_rooms()

    with pytest.raises(ValueError, match="none that they share"):
        replace(made, room_shared=None)


@pytest.mark.parametrize(
    "change",
    [
        {"room_shared": np.zeros(2, dtype=np.float32)},
        {"room_shared": np.full(3, np.nan, dtype=np.float32)},
        {"room_weights": np.zeros((1, 2), dtype=np.float32)},
        {"room_weights": np.full((1, 3), np.inf, dtype=np.float32)},
        {"room_weights": np.zeros((2, 3), dtype=np.float32)},
        {"room_targets": np.array(["sofa", "rug"])},
    ],
)
def test_maps_of_rooms_that_do_not_fit_are_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "matching.npz"
    with_rooms().save(path)
    path.write_bytes(packed({**read_arrays(path), **change}))

    with pytest.raises(ConfigurationError, match=r"matching\.npz does not hold pair maps"):
        PairMaps.load(path)


@pytest.mark.parametrize("name", ["room_sources", "room_targets", "room_weights"])
def test_an_array_of_rooms_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / "matching.npz"
    with_rooms().save(path)
    left = {key: array for key, array in read_arrays(path).items() if key != name}
    path.write_bytes(packed(left))

    with pytest.raises(ConfigurationError, match=f"lacks the array '{name}'"):
        PairMaps.load(path)
