from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend import taxonomy
from backend.images.oklab import to_oklab
from backend.studio.labels.colors import color_of_each_material, name_flat, named_colors
from backend.studio.labels.palette import palette
from backend.studio.labels.prototypes import prototypes_of
from backend.studio.labels.visible import Visible
from backend.studio.materials.material import RGB, linear
from backend.studio.materials.palettes import LEAVES, METALS, TEXTILE_COLORS, WOODS
from tests.unit.studio.seen import frame, material, seen

WOOD_ONLY = {"oak", "walnut"}
METAL_ONLY = {"brass", "chrome", "copper"}

colors = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
bands = st.lists(
    st.tuples(st.sampled_from(taxonomy.MATERIALS), colors, st.floats(0.05, 0.3)),
    min_size=1,
    max_size=6,
)


def color(name: str) -> RGB:
    return linear(taxonomy.COLORS[name])


@given(bands)
@settings(max_examples=60, deadline=None)
def test_one_to_three_allowed_names_whose_shares_add_up_to_one(
    bands: Sequence[tuple[str, RGB, float]],
):
    visible = seen(*((material(name), value, share) for name, value, share in bands))
    found = named_colors(visible)
    allowed = {name for each, _, _ in bands for name in prototypes_of(each).names}
    assert 1 <= len(found) <= 3
    assert len({each.name for each in found}) == len(found)
    assert {each.name for each in found} <= allowed
    assert sum(each.share for each in found) == pytest.approx(1)
    assert [each.share for each in found] == sorted((each.share for each in found), reverse=True)


@given(bands)
@settings(max_examples=40, deadline=None)
def test_a_palette_has_up_to_five_colors_whose_shares_add_up_to_one(
    bands: Sequence[tuple[str, RGB, float]],
):
    found = palette(seen(*((material(name), value, share) for name, value, share in bands)))
    assert 1 <= len(found) <= 5
    assert sum(each.share for each in found) == pytest.approx(1)


@pytest.mark.parametrize("of", taxonomy.MATERIALS)
def test_a_flat_patch_of_the_taxonomys_own_color_has_its_name(of: str):
    for name in prototypes_of(of).names:
        (found,) = named_colors(seen((material(of), color(name), 1.0)))
        assert found.name == name


def test_only_wood_is_oak_only_metal_is_brass_and_glass_is_clear_alone():
    for of in taxonomy.MATERIALS:
        names = set(prototypes_of(of).names)
        assert (of == "wood") == bool(names & WOOD_ONLY)
        assert (of == "metal") == bool(names & METAL_ONLY)
        assert (of == "glass") == (names == {"clear"}) == ("clear" in names)
    assert prototypes_of("fabric").names == tuple(
        name for name in taxonomy.COLORS if name not in {*WOOD_ONLY, *METAL_ONLY, "clear"}
    )


def test_what_shops_call_by_a_name_has_that_name():
    for name, variants in TEXTILE_COLORS.items():
        assert {name_flat("fabric", linear(variant)) for variant in variants} == {name}
    for name in ("brass", "chrome", "copper", "black", "white"):
        assert name_flat("metal", linear(METALS[name].color)) == name
    for blade, _ in LEAVES.values():
        assert name_flat("plant", linear(blade)) in ("green", "grey")


@pytest.mark.parametrize(
    ("hex_color", "name"),
    [
        ("#7fa07a", "green"),  # sage
        ("#0f5c44", "green"),  # bottle
        ("#a9c3da", "blue"),  # pale
        ("#6e1f28", "red"),  # burgundy
        ("#b5603a", "rust"),  # terracotta
        ("#d0d0ce", "grey"),  # light
        ("#6f7377", "grey"),  # dark
        ("#c39a6d", "tan"),  # camel
        ("#e7cfc9", "pink"),  # blush
        ("#b39ac4", "purple"),  # lavender
    ],
)
def test_shades_far_from_the_one_of_the_taxonomy_have_the_name_a_person_would_say(
    hex_color: str, name: str
):
    assert name_flat("fabric", linear(hex_color)) == name


@pytest.mark.parametrize(
    ("wood", "names"),
    [
        ("oak", {"oak"}),
        ("pine", {"oak"}),
        ("walnut", {"walnut"}),
        ("mahogany", {"brown"}),
        ("white", {"white"}),
        ("black", {"black"}),
        ("weathered", {"grey"}),
    ],
)
def test_a_grain_of_two_colors_has_one_name(wood: str, names: set[str]):
    kind = WOODS[wood]
    grain = [(0, linear(kind.light if i % 2 else kind.dark), 1 / 32) for i in range(32)]
    visible = Visible.of([frame(grain)], [material("wood")])
    assert {each.name for each in named_colors(visible)} == names


def test_a_stripe_wider_than_a_weave_is_a_color_of_its_own():
    stripes = [(0, color("navy" if i % 2 else "white"), 1 / 8) for i in range(8)]
    found = named_colors(Visible.of([frame(stripes)], [material("fabric")]))
    assert {each.name: round(each.share, 2) for each in found} == {"navy": 0.5, "white": 0.5}


def test_a_color_on_the_border_of_two_names_is_named_once():
    prototypes = prototypes_of("fabric")
    cream, beige = np.array(color("cream")), np.array(color("beige"))
    # The last step from cream to beige that is still called cream, and the first called beige.
    steps = [cream + (beige - cream) * t for t in np.linspace(0, 1, 201)]
    names = [prototypes.names[k] for k in prototypes.nearest(to_oklab(steps))]
    edge = next(i for i, name in enumerate(names) if name != names[0])
    near = [steps[edge - 1], steps[edge]]
    bands = [(0, (float(c[0]), float(c[1]), float(c[2])), s) for c, s in zip(near, (0.6, 0.4))]  # noqa: B905
    (found,) = named_colors(Visible.of([frame(bands)], [material("fabric")]))
    assert found.name == names[0]


def test_what_is_hardly_there_is_not_named():
    visible = seen(
        (material("fabric"), color("navy"), 0.94), (material("metal"), color("brass"), 0.06)
    )
    assert [each.name for each in named_colors(visible)] == ["navy"]


def test_a_small_color_counts_to_one_like_it_and_else_to_none():
    like = seen(
        (material("fabric"), color("white"), 0.5),
        (material("leather"), color("navy"), 0.44),
        (material("metal"), color("white"), 0.06),
    )
    assert {each.name: round(each.share, 2) for each in named_colors(like)} == {
        "white": 0.56,
        "navy": 0.44,
    }
    unlike = seen(
        (material("fabric"), color("white"), 0.5),
        (material("leather"), color("navy"), 0.44),
        (material("metal"), color("copper"), 0.06),
    )
    assert named_colors(unlike)[0].share == pytest.approx(0.5 / 0.94, abs=0.02)


def test_each_view_counts_as_much_as_another_however_large_the_piece_is_in_it():
    materials = [material("fabric"), material("wood")]
    large, small = frame([(0, color("red"), 1.0)]), frame([(1, color("oak"), 0.25)])
    found = named_colors(Visible.of([large, small], materials))
    assert {each.name: each.share for each in found} == pytest.approx({"red": 0.5, "oak": 0.5})


def test_gaps_and_bulbs_are_not_part_of_what_is_seen():
    visible = seen((material(None), color("black"), 0.7), (material("wood"), color("oak"), 0.3))
    assert [each.name for each in named_colors(visible)] == ["oak"]


def test_nothing_to_see_is_an_error():
    with pytest.raises(ValueError, match="no surface"):
        seen((material(None), color("black"), 1.0))


def test_each_material_has_the_color_it_mostly_has():
    visible = seen(
        (material("velvet"), color("rust"), 0.9),
        (material("wood"), color("walnut"), 0.05),
        (material("glass"), color("clear"), 0.05),
    )
    found = color_of_each_material(visible)
    assert found == {"velvet": "rust", "wood": "walnut", "glass": "clear"}


def test_a_palette_leaves_glass_out_unless_there_is_nothing_else():
    table = seen((material("glass"), color("clear"), 0.7), (material("wood"), color("oak"), 0.3))
    (found,) = palette(table)
    assert (found.l, found.a, found.b) == pytest.approx(to_oklab(color("oak")), abs=1e-3)
    assert len(palette(seen((material("glass"), color("clear"), 1.0)))) == 1


def test_a_palette_keeps_distinct_colors_apart_with_their_shares():
    names = ("navy", "mustard", "cream")
    shares = (0.5, 0.25, 0.25)
    pieces = [(material("fabric"), color(n), s) for n, s in zip(names, shares, strict=True)]
    found = palette(seen(*pieces))
    assert [each.share for each in found] == pytest.approx(shares, abs=0.02)
    assert found[0].b < 0 < found[1].b


def test_where_two_parts_meet_neither_takes_on_the_others_color():
    materials = [material("fabric"), material("wood")]
    blurred = (0.3, 0.3, 0.3)  # what a pixel half of each would have
    edged = frame([(0, color("white"), 0.9), (1, blurred, 1 / 64), (1, color("black"), 0.05)])
    sampled = Visible.of([edged], materials)
    wood = sampled.albedo[sampled.role == 1]
    assert wood.mean(axis=0) == pytest.approx(color("black"), abs=0.01)
