from __future__ import annotations

import re
from itertools import combinations_with_replacement
from pathlib import Path

from msgspec import structs

from backend.studio.stylist.factors import FACTORS
from backend.studio.stylist.tables import weights_table
from backend.studio.stylist.weights import (
    NAMED_WEIGHTS,
    ROLE_WEIGHTS,
    ROLES,
    complements,
    weights_of,
)
from backend.taxonomy import CATEGORIES

DOCUMENT = Path(__file__).parents[3] / "docs" / "stylist.md"


def leading(first: str, second: str) -> str:
    weights = structs.astuple(weights_of(first, second))
    return FACTORS[weights.index(max(weights))]


def test_every_category_has_one_role() -> None:
    assert sorted(name for names in ROLES.values() for name in names) == sorted(CATEGORIES)


def test_every_two_roles_are_written_down_once() -> None:
    assert sorted(ROLE_WEIGHTS) == list(combinations_with_replacement(sorted(ROLES), 2))


def test_every_two_categories_have_weights_in_either_order() -> None:
    for first, second in combinations_with_replacement(CATEGORIES, 2):
        assert weights_of(first, second) == weights_of(second, first)
        assert max(structs.astuple(weights_of(first, second))) > 0


def test_exceptions_are_of_known_categories_and_differ_from_their_roles() -> None:
    role_of = {category: role for role, names in ROLES.items() for category in names}
    for (first, second), weights in NAMED_WEIGHTS.items():
        roles = sorted((role_of[first], role_of[second]))
        assert weights != ROLE_WEIGHTS[roles[0], roles[1]]


def test_what_must_agree_differs_in_kind() -> None:
    assert leading("sofa", "rug") == "color"
    assert leading("dining_table", "dining_chair") == "wood"
    assert leading("side_table", "bed") == "wood"
    assert leading("floor_lamp", "coffee_table") == "metal"
    assert leading("sofa", "coffee_table") == "style"


def test_who_complements_whom_is_mutual() -> None:
    for first in CATEGORIES:
        for second in complements(first):
            assert first in complements(second)


def test_a_sofa_is_complemented_by_what_stands_beside_it() -> None:
    beside = complements("sofa")
    assert {"rug", "coffee_table", "armchair", "wall_art"} <= set(beside)
    assert not {"sofa", "sectional", "bed", "dining_table", "other"} & set(beside)
    assert "wall_art" in complements("wall_art")
    assert complements("other") == ()


def test_the_document_shows_the_weights_as_they_are() -> None:
    document = DOCUMENT.read_text()
    shown = re.search(r"<!-- weights -->\n\n(.*?)\n\n<!-- /weights -->", document, re.S)
    assert shown
    assert shown[1] == weights_table()
