from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from backend.dataset.records import (
    ListingRow,
    PaletteColor,
    RoomPiece,
    RoomRow,
    Share,
    Size,
    Split,
    TruthRow,
)
from backend.dataset.write import DatasetWriter
from backend.errors import InvalidInput
from backend.studio.seeds import generator
from backend.studio.stylist.ceiling import Ceiling, ceiling
from backend.studio.stylist.controls import BEST_PAIR, EXACT
from backend.studio.stylist.model import Stylist
from backend.studio.stylist.sampling import draw_rooms
from backend.studio.stylist.tables import ceiling_table
from backend.studio.stylist.traits import Traits, traits_of
from tests.benchmarks.stylist_ceiling import of_dataset, rewritten, synthetic
from tests.benchmarks.synthetic_rooms import catalogue, slots_of_rooms


@cache
def measured() -> Ceiling:
    return synthetic(listings=330, rooms=200, seed=0, others=1000)


def test_the_ceiling_is_as_high_as_the_model_expects_of_itself() -> None:
    found = measured()
    right = found.accuracy[EXACT]
    assert abs(right.value - found.expected_accuracy.value) < 4 * right.error


def test_nothing_comes_near_the_ceiling_that_lacks_a_part_of_the_taste() -> None:
    found = measured()
    for name in ("style only", "color only: harmony", "color only: mean distance"):
        assert found.accuracy[name].value < found.accuracy[EXACT].value - 0.1
        assert found.one_swap[name].value < found.one_swap[EXACT].value - 0.05
    for name in ("stylist without style", "stylist without color"):
        assert found.accuracy[name].value < found.accuracy[EXACT].value - 0.03


def test_what_knows_nothing_of_taste_is_at_chance() -> None:
    found = measured()
    assert found.accuracy["category only"].value == 0.25
    assert found.one_swap["category only"].value == found.pairs["category only"].value == 0.5
    for name in ("popularity", "random"):
        assert found.accuracy[name].value == pytest.approx(0.25, abs=0.06)
        assert found.pairs[name].value == pytest.approx(0.5, abs=0.06)


def test_the_marginal_is_the_best_ranker_of_pairs() -> None:
    pairs = measured().pairs
    best = pairs[BEST_PAIR].value
    assert all(best >= other.value for other in pairs.values())


def test_the_pairs_by_category_are_all_the_pairs() -> None:
    found = measured()
    for name, overall in found.pairs.items():
        parts = [pair.auc[name] for pair in found.by_pair]
        assert sum(part.n for part in parts) == overall.n
        mean = sum(part.value * part.n for part in parts) / overall.n
        assert mean == pytest.approx(overall.value)


def test_without_taste_everything_is_at_chance() -> None:
    stylist = Stylist(catalogue(440, 0))
    rooms = draw_rooms(stylist, slots_of_rooms(150, 0), generator(0), strength=0.0)
    found = ceiling(stylist, rooms, {})
    assert found.accuracy[EXACT].value == pytest.approx(0.25, abs=0.06)
    assert found.whole_room[EXACT].value == pytest.approx(0.5, abs=0.15)
    assert found.expected_accuracy.value > 0.5  # it takes them for its own, and is wrong


def test_the_figures_survive_being_written_down() -> None:
    found = measured()
    assert msgspec.json.decode(msgspec.json.encode(found), type=Ceiling) == found


def test_the_table_names_every_ranker_and_has_no_broken_line() -> None:
    found = measured()
    tables = [block for block in ceiling_table(found).split("\n\n") if block.startswith("|")]
    assert len(tables) == 2
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1
    for name in found.pairs:
        assert f"| {name} |" in tables[0]


def test_rooms_of_which_nothing_can_be_asked_are_refused() -> None:
    stylist = Stylist(catalogue(44, 0))
    with pytest.raises(InvalidInput, match="no question"):
        ceiling(stylist, [[stylist.of_category("sofa")[0], stylist.of_category("rug")[0]]], {})


def test_a_document_keeps_what_is_around_a_section() -> None:
    document = "before <!-- ceiling -->old<!-- /ceiling --> after"
    found = rewritten(rewritten(document, "ceiling", "one"), "ceiling", "two")
    assert found == "before <!-- ceiling -->\n\ntwo\n\n<!-- /ceiling --> after"
    with pytest.raises(ValueError, match="no section weights"):
        rewritten(document, "weights", "text")


def truth(traits: Traits) -> TruthRow:
    return TruthRow(
        id=traits.listing,
        group=traits.listing,
        category=traits.category,
        style=max(traits.styles, key=lambda style: traits.styles[style]),
        styles=dict(traits.styles),
        colors=(Share(name="grey", share=1.0),),
        palette=tuple(PaletteColor(l=c[0], a=c[1], b=c[2], share=c[3]) for c in traits.palette),
        materials=(),
        pattern="plain",
        busy=traits.pattern,
        wood=traits.wood,
        metal=traits.metal,
        size_cm=Size(),
    )


def test_a_data_set_is_asked_about_one_split(tmp_path: Path) -> None:
    listings = catalogue(440, 0)
    stylist = Stylist(listings[:330])
    rooms = draw_rooms(stylist, slots_of_rooms(60, 0), generator(0))
    with DatasetWriter(tmp_path / "made", name="made", licence="CC0-1.0") as writer:
        for place, traits in enumerate(listings):
            split: Split = "test" if place < 330 else "train"
            writer.listing(
                ListingRow(
                    id=traits.listing, title="A piece", category=traits.category, split=split
                )
            )
            writer.truth(truth(traits))
        for number, room in enumerate(rooms):
            pieces = tuple(
                RoomPiece(listing=piece, box=(0.1, 0.1, 0.5, 0.5), area=0.1) for piece in room
            )
            image = f"images/{number}.png"
            writer.room(
                RoomRow(id=f"room-{number}", kind="any", image=image, split="test", pieces=pieces)
            )
    found = of_dataset(tmp_path / "made", "test", seed=0)
    assert (found.listings, found.rooms) == (330, 60)
    assert found.accuracy[EXACT].value > 0.6


def test_traits_are_what_the_truth_says() -> None:
    for traits in catalogue(44, 0):
        assert traits_of(truth(traits)) == traits
