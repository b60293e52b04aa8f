from __future__ import annotations

from typing import Any

from backend.catalogue import listings, predictions
from backend.catalogue.attributes import NOTHING_PREDICTED, Prediction, Predictions
from backend.catalogue.criteria import Criteria
from backend.catalogue.database import Database
from backend.listing import PaletteColor
from tests.unit.catalogue.making import later, put

TEAL_SOFA = Predictions(
    category=Prediction("sofa", 0.97),
    colors=(Prediction("teal", 0.8), Prediction("brass", 0.55)),
    materials=(Prediction("velvet", 0.7),),
    style=Prediction("glam", 0.6),
    palette=(
        PaletteColor(color="#2c6e72", share=0.7),
        PaletteColor(color="#b5954c", share=0.2),
        PaletteColor(color="#2c6e70", share=0.1),
    ),
)
JUST_COLORS = Predictions(palette=(PaletteColor(color="#1c1c1d", share=1.0),))
OAK_STOOL = Predictions(category=Prediction("stool", 0.9), colors=(Prediction("oak", 0.9),))


def test_what_is_stored_is_what_is_read(database: Database) -> None:
    with database.write() as session:
        for name in "abc":
            put(session, name)
        put(session, "e")
        predictions.replace(
            session,
            {"a": TEAL_SOFA, "b": OAK_STOOL, "c": NOTHING_PREDICTED, "e": JUST_COLORS},
        )
    with database.read() as session:
        assert predictions.of(session, ["a", "b", "c", "d", "e"]) == {
            "a": TEAL_SOFA,
            "b": OAK_STOOL,
            "e": JUST_COLORS,
        }
        assert predictions.of(session, []) == {}
        stored = listings.get(session, "a")
        assert stored is not None
        assert (stored.listing.category, stored.completed.category) == (None, "sofa")
        assert stored.predictions == TEAL_SOFA


def test_the_most_likely_comes_first_however_it_was_stored(database: Database) -> None:
    likely, less, least = (
        Prediction("wood", 0.9),
        Prediction("glass", 0.7),
        Prediction("metal", 0.7),
    )
    with database.write() as session:
        put(session)
        predictions.replace(session, {"sofa": Predictions(materials=(least, likely, less))})
        assert predictions.of(session, ["sofa"])["sofa"].materials == (likely, less, least)


def test_new_predictions_leave_nothing_of_the_old(database: Database) -> None:
    with database.write() as session:
        put(session, "a")
        put(session, "b")
        predictions.replace(session, {"a": TEAL_SOFA, "b": TEAL_SOFA})
        predictions.replace(session, {"a": OAK_STOOL})
    with database.write() as session:
        assert predictions.of(session, ["a", "b"]) == {"a": OAK_STOOL, "b": TEAL_SOFA}
        predictions.forget(session, ["b"])
        assert predictions.of(session, ["a", "b"]) == {"a": OAK_STOOL}


def test_predictions_owe_no_work_and_change_no_version(database: Database) -> None:
    with database.write() as session:
        put(session, version=7, at=later(1))
        owed = listings.count(session).pending
        predictions.replace(session, {"sofa": TEAL_SOFA})
        stored = listings.get(session, "sofa")
        assert stored is not None
        assert stored.listing.version == 7
        assert listings.count(session).pending == owed == 1


def test_a_later_word_of_the_merchant_wins_and_gives_way_when_taken_back(
    database: Database,
) -> None:
    def found(**wanted: Any) -> list[str]:
        with database.read() as session:
            page, total, _ = listings.browse(session, Criteria(**wanted), limit=10)
        assert total == len(page)
        return [stored.listing.id for stored in page]

    with database.write() as session:
        put(session, version=1)
        predictions.replace(session, {"sofa": TEAL_SOFA})
    assert found(category=("sofa",), color=("brass",), material=("velvet",), style=("glam",))
    with database.write() as session:
        put(session, version=2, category="bench", colors=("navy",))
    assert found(category=("bench",), color=("navy",), material=("velvet",)) == ["sofa"]
    assert found(category=("sofa",)) == found(color=("teal",)) == []
    with database.write() as session:
        put(session, version=3)
    assert found(category=("sofa",), color=("teal",)) == ["sofa"]
    assert found(category=("bench",)) == found(color=("navy",)) == []
