"""Names of woods, metals and cloths, and the materials of a finish."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from backend import taxonomy
from backend.studio.designs.design import Finish, Role
from backend.studio.designs.styles import STYLES, StyleFamily
from backend.studio.materials.factory import materials_of, metal, print_on_paper, print_seed, stone
from backend.studio.materials.factory import wood as wood_of
from backend.studio.materials.material import (
    COLOR,
    FLAWS,
    KIND,
    PHOTO_WIDTH,
    ROW_LENGTH,
    SEED,
    THIRD,
    Kind,
    Material,
    Motif,
    Pattern,
    linear,
)
from backend.studio.materials.palettes import (
    LEAVES,
    METALS,
    POTS,
    SHADES,
    STONES,
    TEXTILE_COLORS,
    WOODS,
)
from backend.studio.materials.textiles import SEEDS, rug, shade, textile

FINISH = Finish(
    wood="oak",
    second_wood="white",
    metal="brass",
    textile="fabric",
    color="teal",
    second_color="cream",
    pattern="stripe",
    linen="white",
    top="wood",
    stone="white",
    shade="linen",
    pot="terracotta",
    leaf="mid",
    print_seed=40_003,
)


def distance(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Between linear colours, in gamma-encoded units (about even to the eye)."""
    return float(np.linalg.norm(np.array(one) ** (1 / 2.2) - np.array(other) ** (1 / 2.2)))


@pytest.mark.parametrize("family", STYLES.values(), ids=STYLES.keys())
def test_every_name_a_style_uses_is_in_the_palettes(family: StyleFamily):
    assert set(family.woods) <= set(WOODS)
    assert set(family.metals) <= set(METALS)
    assert set(family.colors) | set(family.accents) <= set(TEXTILE_COLORS)
    for pattern in (*family.patterns, *family.rugs):
        assert Pattern[pattern.upper()] in Pattern
    for motif in family.prints:
        assert Motif[motif.upper()] in Motif
    for kind in family.textiles:
        assert textile(kind, family.colors[0]).taxonomy == kind


def test_a_finish_has_one_material_for_each_role():
    materials = materials_of(FINISH)
    assert len(materials) == len(Role)
    assert materials[Role.FRAME].kind is Kind.WOOD
    assert materials[Role.TEXTILE].pattern is Pattern.STRIPE
    assert materials[Role.MIRROR].kind is Kind.MIRROR
    assert materials[Role.GLOW].emission > 1
    assert materials[Role.GAP].taxonomy is None
    counted = {each.taxonomy for each in materials} - {None}
    assert counted <= set(taxonomy.MATERIALS)


@pytest.mark.parametrize(
    ("top", "stone_name", "kind", "counted_as"),
    [
        ("wood", "white", Kind.WOOD, "wood"),
        ("glass", "white", Kind.GLASS, "glass"),
        ("marble", "green", Kind.STONE, "marble"),
        ("marble", "terrazzo", Kind.STONE, "marble"),
        ("stone", "travertine", Kind.TRAVERTINE, "stone"),
    ],
)
def test_the_top_follows_the_finish(top: str, stone_name: str, kind: Kind, counted_as: str):
    material = materials_of(replace(FINISH, top=top, stone=stone_name))[Role.TOP]
    assert (material.kind, material.taxonomy) == (kind, counted_as)


def test_all_pots_leaves_shades_and_stones_make_a_finish():
    for pot in POTS:
        assert materials_of(replace(FINISH, pot=pot))[Role.POT].color == linear(POTS[pot])
    for leaf in LEAVES:
        assert materials_of(replace(FINISH, leaf=leaf))[Role.LEAF].color == linear(LEAVES[leaf][0])
    for name in SHADES:
        assert materials_of(replace(FINISH, shade=name))[Role.SHADE].emission > 0
    for name in STONES:
        assert materials_of(replace(FINISH, stone=name))[Role.STONE] == stone(name, 40_003)


def test_a_shade_in_color_takes_the_color_of_the_textile():
    materials = materials_of(replace(FINISH, shade="color"))
    assert materials[Role.SHADE].color == materials[Role.TEXTILE].color
    assert shade("black").emission < shade("cream").emission


def test_a_rug_is_woven_to_its_size_whatever_the_textile():
    leather = replace(FINISH, textile="leather", pattern="medallion")
    woven = materials_of(leather, (2.0, 3.0))[Role.TEXTILE]
    assert (woven.kind, woven.pattern) == (Kind.FABRIC, Pattern.MEDALLION)
    assert (woven.photo_width, woven.photo_height) == (2.0, 3.0)
    assert materials_of(leather)[Role.TEXTILE].kind is Kind.LEATHER


def test_shades_of_a_color_differ_but_keep_to_their_name():
    for name in TEXTILE_COLORS:
        drawn = {textile("fabric", name, seed=seed).color for seed in range(40)}
        assert len(drawn) == len(TEXTILE_COLORS[name]) >= 3
        for color in drawn:
            near = min(
                TEXTILE_COLORS,
                key=lambda other: distance(color, linear(taxonomy.COLORS[other])),
            )
            assert near == name


def test_a_row_holds_the_material_at_its_offsets():
    material = print_on_paper(print_seed("botanical", 3), size=(0.4, 0.6))
    row = material.row()
    assert row.shape == (ROW_LENGTH,)
    assert row.dtype == np.float32
    assert int(row[KIND]) == Kind.PRINT
    assert tuple(row[COLOR : COLOR + 3]) == pytest.approx(material.color)
    assert tuple(row[THIRD : THIRD + 3]) == pytest.approx(material.third)
    assert row[PHOTO_WIDTH] == pytest.approx(0.4)
    assert int(row[SEED]) % len(Motif) == Motif.BOTANICAL
    assert wood_of("pine").row()[FLAWS] > wood_of("oak").row()[FLAWS]


def test_a_motif_outlives_the_shortening_of_its_seed():
    assert SEEDS % len(Motif) == 0
    seed = print_seed("portrait", 100_000)
    assert int(print_on_paper(seed).row()[SEED]) % len(Motif) == Motif.PORTRAIT


def test_an_unknown_name_is_refused():
    for make in (wood_of, metal, stone):
        with pytest.raises(KeyError):
            make("unobtainium")
    with pytest.raises(KeyError):
        textile("chainmail", "grey")


def test_the_same_names_and_seed_make_the_same_material():
    first: tuple[Material, ...] = materials_of(FINISH)
    assert first == materials_of(FINISH)
    assert rug("navy", "cream", "border", 3) == rug("navy", "cream", "border", 3)
