from __future__ import annotations

import pytest

from backend.search.near_values import FINISHES, MATERIAL_FAMILIES, near_colors, near_materials
from backend.taxonomy import COLORS, MATERIALS


@pytest.mark.parametrize(
    ("color", "near"),
    [
        ("walnut", ("brown", "charcoal")),
        ("oak", ("tan", "mustard")),
        ("white", ("cream",)),
        ("brass", ()),
        ("clear", ()),
        ("grey", ()),
        ("no colour", ()),
    ],
)
def test_near_colours_come_nearest_first(color: str, near: tuple[str, ...]) -> None:
    assert near_colors(color) == near


def test_nearness_is_mutual_and_never_crosses_from_metal_to_paint() -> None:
    for color in COLORS:
        for other in near_colors(color):
            assert other != color
            assert color in near_colors(other)
            for finish in FINISHES:
                assert (color in finish) == (other in finish)


def test_materials_stand_in_for_those_of_their_family() -> None:
    assert near_materials("fabric") == ("velvet",)
    assert near_materials("marble") == ("ceramic", "concrete", "stone")
    assert near_materials("leather") == ()
    for material in MATERIALS:
        assert all(material in near_materials(other) for other in near_materials(material))


def test_every_name_is_one_of_the_taxonomy() -> None:
    assert frozenset().union(*FINISHES) <= set(COLORS)
    assert frozenset().union(*MATERIAL_FAMILIES) <= set(MATERIALS)
    assert sum(map(len, MATERIAL_FAMILIES)) == len(frozenset().union(*MATERIAL_FAMILIES))
