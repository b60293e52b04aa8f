from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from backend.errors import InvalidInput, NotFound
from backend.studio.stylist.factors import factors
from backend.studio.stylist.model import Stylist
from backend.studio.stylist.partition import log_partition
from backend.studio.stylist.traits import as_arrays
from backend.studio.stylist.weights import weights_of
from tests.benchmarks.synthetic_rooms import catalogue
from tests.unit.studio.stylist_rooms import all_rooms, exact, few, listing

SLOTS = ("sofa", "rug", "wall_art", "wall_art")


def small(offset: float = 0.0) -> Stylist:
    listings = few(("sofa", "rug", "wall_art"), each=5)
    offsets = {traits.listing: offset * place for place, traits in enumerate(listings)}
    return Stylist(listings, offsets=offsets)


def test_a_pair_scores_the_weighted_sum_of_its_factors() -> None:
    sofa = listing("a", "sofa", wood="light", styles={"rustic": 1.0})
    table = listing("b", "coffee_table", wood="dark", styles={"glam": 1.0})
    weights = weights_of("sofa", "coffee_table")
    color = float(factors(as_arrays([sofa]), as_arrays([table]))[1, 0, 0])
    expected = weights.style * -0.9 + weights.wood * -0.7 + weights.color * color
    stylist = Stylist([sofa, table])
    assert stylist.pair_score("a", "b") == pytest.approx(expected, abs=1e-5)
    assert stylist.pair_score("b", "a") == stylist.pair_score("a", "b")


def test_the_energy_of_a_room_adds_up_its_pairs_and_pieces() -> None:
    stylist = small(offset=0.1)
    room = all_rooms(stylist, SLOTS)[7]
    pairs = sum(stylist.pair_score(one, other) for one, other in combinations(room, 2))
    pieces = sum(float(stylist.offsets[stylist.row(piece)]) for piece in room)
    assert pieces > 0
    assert stylist.energy(room) == pytest.approx(pairs + pieces)


@pytest.mark.parametrize("slots", [("sofa",), ("sofa", "rug"), ("wall_art", "wall_art"), SLOTS])
def test_log_z_of_few_fills_is_exact(slots: tuple[str, ...]) -> None:
    stylist = small(offset=0.1)
    found = stylist.log_partition(slots)
    assert found.error == 0
    assert found.value == pytest.approx(exact(stylist, slots)[1], abs=1e-4)


def test_log_z_is_exact_for_two_slots_however_many_listings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stylist = Stylist(few(("sofa", "rug"), each=30))
    monkeypatch.setattr("backend.studio.stylist.partition.ENUMERATED", 1)
    assert stylist.board(("sofa", "rug")).log_fills == pytest.approx(math.log(30 * 30))
    scores = stylist.energies("sofa", "rug").astype(np.float64)
    assert stylist.log_partition(("sofa", "rug")).error == 0
    assert stylist.log_partition(("rug", "sofa")).value == pytest.approx(
        math.log(np.exp(scores).sum()), abs=1e-4
    )


def test_an_estimated_log_z_is_within_its_error_of_the_exact_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stylist = small(offset=0.1)
    monkeypatch.setattr("backend.studio.stylist.partition.ENUMERATED", 1)
    estimated = log_partition(stylist.board(SLOTS))
    assert 0 < estimated.error < 0.05
    assert abs(estimated.value - exact(stylist, SLOTS)[1]) < 4 * estimated.error


def test_log_z_of_a_whole_room_is_known_to_a_few_hundredths() -> None:
    stylist = Stylist(catalogue(660, 1))
    slots = ("sofa", "rug", "coffee_table", "armchair", "floor_lamp", "tv_stand", "wall_art")
    assert 0 < stylist.log_partition(slots).error < 0.1


def test_the_probability_of_a_room_is_the_posterior_at_even_odds() -> None:
    stylist = small()
    by_room, _ = exact(stylist, SLOTS)
    chance = 1 / len(by_room)
    for room, drawn in list(by_room.items())[::17]:
        assert stylist.probability(room) == pytest.approx(drawn / (drawn + chance), abs=1e-4)


def test_filling_in_the_blank_is_what_remains_of_the_joint_distribution() -> None:
    stylist = small(offset=0.2)
    by_room, _ = exact(stylist, SLOTS)
    room = all_rooms(stylist, SLOTS)[11]
    candidates = stylist.of_category("sofa")[:4]
    odds = np.array([by_room[(candidate, *room[1:])] for candidate in candidates])
    found = stylist.fill_in_the_blank(room[1:], candidates)
    assert found == pytest.approx(odds / odds.sum(), abs=1e-5)


def test_what_the_stylist_cannot_answer_is_refused() -> None:
    stylist = small()
    sofas, rugs = stylist.of_category("sofa"), stylist.of_category("rug")
    with pytest.raises(NotFound, match="no listing 'unknown'"):
        stylist.energy([sofas[0], "unknown"])
    with pytest.raises(NotFound, match="no bed"):
        stylist.board(["bed", "rug"])
    with pytest.raises(InvalidInput, match="only once"):
        stylist.probability([sofas[0], sofas[0]])
    with pytest.raises(InvalidInput, match="one category"):
        stylist.fill_in_the_blank([sofas[0]], [sofas[1], rugs[0]])
    with pytest.raises(InvalidInput, match="only once"):
        stylist.fill_in_the_blank([sofas[0]], [sofas[0], sofas[1]])
    with pytest.raises(InvalidInput, match="not enough listings of rug"):
        stylist.board(["rug"] * 6)
    with pytest.raises(InvalidInput, match="same id"):
        Stylist([listing("a", "sofa"), listing("a", "rug")])
