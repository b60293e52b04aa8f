"""Materials, patterns, tones of wood and metal, weights of styles."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend import taxonomy
from backend.dataset.values import KNOWN
from backend.studio.designs.design import Design
from backend.studio.labels.materials import material_shares
from backend.studio.labels.mixture import style_weights
from backend.studio.labels.pattern import pattern_of, seen_pattern
from backend.studio.labels.tones import metal_tone, wood_tone
from backend.studio.labels.visible import Visible
from backend.studio.materials.factory import metal, print_on_paper, print_seed, wood
from backend.studio.materials.material import Motif, Pattern, linear
from backend.studio.materials.palettes import METALS, WOODS
from tests.unit.studio.seen import frame, material, seen

GREY = linear("#8f9194")
NAVY = linear("#24344f")
CREAM = linear("#efe6d2")


@given(
    st.dictionaries(
        st.sampled_from(taxonomy.MATERIALS), st.floats(0.02, 0.3), min_size=1, max_size=5
    )
)
@settings(max_examples=40, deadline=None)
def test_shares_of_materials_add_up_to_one_most_first(shares: dict[str, float]):
    found = material_shares(seen(*((material(name), GREY, each) for name, each in shares.items())))
    assert sum(each.share for each in found) == pytest.approx(1)
    assert [each.share for each in found] == sorted((each.share for each in found), reverse=True)
    assert {each.name for each in found} <= set(shares)


def test_materials_of_several_roles_count_together_and_traces_not_at_all():
    visible = seen(
        (material("wood"), GREY, 0.32),
        (material("fabric"), GREY, 0.40),
        (material("wood"), NAVY, 0.24),
        (material("metal"), GREY, 0.04),
    )
    found = {each.name: each.share for each in material_shares(visible)}
    assert found == pytest.approx({"wood": 0.56 / 0.96, "fabric": 0.40 / 0.96}, abs=0.02)


def test_a_pattern_is_named_where_it_covers_a_quarter():
    striped = material("fabric", Pattern.STRIPE)
    bands = [(0, NAVY if i % 2 else CREAM, 1 / 16) for i in range(8)]
    large = Visible.of([frame([*bands, (1, GREY, 0.5)])], [striped, material("wood")])
    assert seen_pattern(large).name == "stripe"
    small = Visible.of([frame([*bands[:2], (1, GREY, 0.8)])], [striped, material("wood")])
    assert (seen_pattern(small).name, seen_pattern(small).busy) == ("plain", 0.0)


def test_a_pattern_that_cannot_be_seen_is_plain():
    checked = material("fabric", Pattern.CHECK)
    assert seen_pattern(seen((checked, CREAM, 1.0))).name == "plain"


def test_a_pattern_of_strong_contrast_is_busier_than_one_of_weak():
    def busy(other: tuple[float, float, float]) -> float:
        bands = [(0, other if i % 2 else CREAM, 1 / 8) for i in range(8)]
        return seen_pattern(Visible.of([frame(bands)], [material("fabric", Pattern.CHECK)])).busy

    beige = linear("#d6c6ab")
    assert 0 < busy(beige) < busy(NAVY) <= 1


@pytest.mark.parametrize("motif", Motif)
def test_every_print_has_a_pattern_of_the_taxonomy(motif: Motif):
    found = pattern_of(print_on_paper(print_seed(motif.name, 7)))
    assert found in taxonomy.PATTERNS
    assert found != "plain"


@pytest.mark.parametrize("name", WOODS)
def test_each_wood_has_its_tone(name: str):
    kind = WOODS[name]
    grain = [(0, linear(kind.light if i % 2 else kind.dark), 1 / 16) for i in range(16)]
    assert wood_tone(Visible.of([frame(grain)], [wood(name)])) == kind.tone


@pytest.mark.parametrize("name", METALS)
def test_each_metal_is_told_by_its_color(name: str):
    assert name in KNOWN["metal"]
    visible = seen((metal(name), linear(METALS[name].color), 0.05), (material("wood"), GREY, 0.9))
    assert metal_tone(visible) == name


def test_what_has_no_wood_and_no_metal_has_no_tone_of_them():
    visible = seen((material("fabric"), GREY, 1.0))
    assert wood_tone(visible) is None
    assert metal_tone(visible) is None


def test_a_second_style_weighs_less_than_the_first():
    design = Design(
        id="sofa-0001",
        category="sofa",
        style="boho",
        second_style="rustic",
        seed=1,
        shape={},
        finishes=(),
    )
    assert style_weights(design) == {"boho": 0.7, "rustic": 0.3}
    alone = msgspec.structs.replace(design, second_style=None)
    assert style_weights(alone) == {"boho": 1.0}
