from __future__ import annotations

from pathlib import Path

import pytest

from backend.dataset.read import open_dataset
from backend.dataset.records import ListingRow, RoomPiece, RoomRow, Split
from backend.dataset.write import DatasetWriter
from backend.studio.seeds import generator
from backend.studio.stylist.balance import balanced
from backend.studio.stylist.model import Stylist
from backend.studio.stylist.sampling import draw_rooms
from backend.training.evaluation.questions import questions_of
from tests.benchmarks.stylist_ceiling import answered_by_stylist, of_dataset
from tests.benchmarks.synthetic_rooms import catalogue, slots_of_rooms
from tests.unit.studio.test_stylist_ceiling import truth


def drawn(folder: Path) -> None:
    """Rooms of three quarters of a catalogue, the rest being trained on."""
    listings = catalogue(440, 0)
    slots = slots_of_rooms(150, 0)
    rooms = draw_rooms(balanced(Stylist(listings[:330]), slots), slots, generator(0))
    with DatasetWriter(folder, name="made", licence="CC0-1.0") as writer:
        for place, traits in enumerate(listings):
            split: Split = "test" if place < 330 else "train"
            writer.listing(
                ListingRow(
                    id=traits.listing,
                    title="A piece",
                    category=traits.category,
                    images=("images/any.png",),
                    split=split,
                )
            )
            writer.truth(truth(traits))
        for number, room in enumerate(rooms):
            pieces = tuple(RoomPiece(listing=piece) for piece in room)
            writer.room(RoomRow(id=f"room-{number}", kind="any", split="test", pieces=pieces))


def test_the_stylist_answers_the_questions_that_a_release_is_asked(tmp_path: Path) -> None:
    drawn(tmp_path)
    found = answered_by_stylist(tmp_path, "test", seed=0)
    assert found.questions == questions_of(open_dataset(tmp_path), "test").digest
    of_other_questions = of_dataset(tmp_path, "test", seed=0)
    for value, ranker in ((found.fitb, "accuracy"), (found.room_auc, "one_swap")):
        estimate = getattr(of_other_questions, ranker)["stylist"]
        assert value == pytest.approx(estimate.value, abs=4 * estimate.error)
    pairs = of_other_questions.pairs["best of pairs"]
    assert found.auc == pytest.approx(pairs.value, abs=4 * pairs.error)


def test_fewer_rooms_are_other_questions(tmp_path: Path) -> None:
    drawn(tmp_path)
    dataset = open_dataset(tmp_path)
    some, all_of_them = questions_of(dataset, "test", 50), questions_of(dataset, "test")
    assert (some.rooms, all_of_them.rooms) == (50, 150)
    assert some.digest != all_of_them.digest
