"""What becomes of attributes that a merchant left out, on the way of a listing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.images.color_cells import cell_of
from backend.index.port import Scalars
from backend.ingest.reconcile import Repairs, reconcile
from backend.listing import PaletteColor
from tests.fakes.seeing import SeeingEncoder, Sight
from tests.fixtures.services import Workshop, settings_with

TEAL_SOFA = {
    "category": {"sofa": 0.9},
    "colors": {"teal": 0.8, "brass": 0.75},
    "materials": {"velvet": 0.7},
    "style": {"glam": 0.6},
}
OAK_STOOL = {"category": {"stool": 0.9}, "colors": {"oak": 0.8}, "materials": {"wood": 0.9}}
RED, BLUE = (250, 20, 20), (20, 20, 250)
ORANGE_PALETTE = (cell_of("#c83c1e"),)
"""Of the color that a picture has unless told otherwise."""


@pytest.fixture
def seeing(workshop: Workshop) -> Workshop:
    """Under a release that sees a teal sofa in every picture."""
    see(workshop, TEAL_SOFA, release="seeing-1")
    return workshop


def see(workshop: Workshop, sees: Sight, *, release: str) -> None:
    workshop.activate_encoder(SeeingEncoder(release, sees))
    workshop.work()


def scalars(workshop: Workshop, listing_id: str = "sofa") -> Scalars:
    return workshop.entries(listing_id)[listing_id].scalars


def shown(workshop: Workshop, listing_id: str = "sofa") -> dict[str, tuple[str | None, str | None]]:
    """Value and source of the category, and of the first colour, as the catalogue has them."""
    stored = workshop.stored(listing_id)
    assert stored is not None
    attributes = stored.attributes
    first = attributes.colors[0] if attributes.colors else None
    return {
        name: (None, None) if item is None else (item.value, item.source)
        for name, item in (("category", attributes.category), ("color", first))
    }


def test_what_the_merchant_left_out_is_filled_and_can_be_filtered_by(seeing: Workshop) -> None:
    seeing.put("sofa", colors=("navy",), price_cents=100)
    seeing.work()
    assert scalars(seeing) == Scalars(
        category="sofa",
        colors=("navy",),
        materials=("velvet",),
        palette=ORANGE_PALETTE,
        style="glam",
        price_cents=100,
    )
    assert shown(seeing) == {"category": ("sofa", "model"), "color": ("navy", "merchant")}


def test_predicting_leaves_the_merchants_version_alone_and_settles(seeing: Workshop) -> None:
    seeing.put("sofa", 7)
    seeing.work()
    stored = seeing.stored("sofa")
    assert stored is not None
    assert (stored.listing.version, stored.listing.category) == (7, None)
    assert (stored.indexing.state, seeing.owed()) == ("indexed", 0)
    assert seeing.versions() == {"sofa": 7}
    assert reconcile(seeing.services) == Repairs()
    assert seeing.owed() == 0


def test_the_vectors_that_are_kept_keep_what_was_seen(seeing: Workshop) -> None:
    picture = seeing.picture()
    seeing.put("sofa", 1, images=(picture,), price_cents=100)
    seeing.work()
    seeing.put("sofa", 2, images=(picture,), price_cents=200)
    seeing.work()
    assert seeing.encoder.calls == [1]
    assert (scalars(seeing).category, scalars(seeing).price_cents) == ("sofa", 200)


def test_a_later_word_of_the_merchant_wins_and_gives_way_when_taken_back(
    seeing: Workshop,
) -> None:
    picture = seeing.picture()
    seeing.put("sofa", 1, images=(picture,))
    seeing.work()
    seeing.put("sofa", 2, images=(picture,), category="bench", colors=("navy",))
    assert shown(seeing) == {"category": ("bench", "merchant"), "color": ("navy", "merchant")}
    seeing.work()
    assert (scalars(seeing).category, scalars(seeing).colors) == ("bench", ("navy",))
    seeing.put("sofa", 3, images=(picture,))
    assert shown(seeing) == {"category": ("sofa", "model"), "color": ("teal", "model")}
    seeing.work()
    assert (scalars(seeing).category, scalars(seeing).colors) == ("sofa", ("teal", "brass"))
    assert seeing.encoder.calls == [1]


def test_another_picture_is_seen_anew(seeing: Workshop) -> None:
    seeing.put("sofa", 1, images=(seeing.picture(RED),))
    seeing.work()
    see_now(seeing, {"category": {"stool": 0.9}})
    seeing.put("sofa", 2, images=(seeing.picture(BLUE),))
    seeing.work()
    assert scalars(seeing) == Scalars(category="stool", palette=(cell_of("#1414fa"),))
    assert shown(seeing) == {"category": ("stool", "model"), "color": (None, None)}


def test_a_new_release_replaces_what_the_old_one_saw(seeing: Workshop) -> None:
    seeing.put("sofa")
    seeing.put("named", category="bench")
    seeing.work()
    see(seeing, OAK_STOOL, release="seeing-2")
    assert scalars(seeing) == Scalars(
        category="stool", colors=("oak",), materials=("wood",), palette=ORANGE_PALETTE
    )
    assert scalars(seeing, "named").category == "bench"
    assert shown(seeing) == {"category": ("stool", "model"), "color": ("oak", "model")}


def test_a_release_without_attributes_fills_nothing(seeing: Workshop) -> None:
    seeing.put("sofa", category="bench")
    seeing.put("blank")
    seeing.work()
    seeing.activate("without-attributes")
    seeing.work()
    assert scalars(seeing, "sofa") == Scalars(category="bench", palette=ORANGE_PALETTE)
    assert scalars(seeing, "blank") == Scalars(palette=ORANGE_PALETTE)
    assert shown(seeing, "blank") == {"category": (None, None), "color": (None, None)}


def test_an_index_that_was_lost_is_filled_with_what_is_seen_now(seeing: Workshop) -> None:
    seeing.put("sofa")
    seeing.work()
    see_now(seeing, OAK_STOOL)
    seeing.index.drop_collection(seeing.collection())
    assert reconcile(seeing.services) == Repairs(owed=1)
    assert shown(seeing)["category"] == ("sofa", "model")
    seeing.work()
    assert scalars(seeing).category == "stool"
    assert shown(seeing)["category"] == ("stool", "model")
    assert reconcile(seeing.services) == Repairs()


def test_what_was_seen_of_a_listing_goes_with_it(seeing: Workshop) -> None:
    seeing.put("sofa", 1)
    seeing.work()
    seeing.delete("sofa", 2)
    seeing.work()
    seeing.put("sofa", 3, images=(seeing.picture(BLUE),))
    assert shown(seeing) == {"category": (None, None), "color": (None, None)}
    seeing.work()
    assert shown(seeing)["category"] == ("sofa", "model")


def test_what_it_is_not_sure_enough_of_is_left_open(seeing: Workshop) -> None:
    settings = settings_with(prediction_min_confidence=0.8)
    seeing.services = replace(seeing.services, settings=settings)
    seeing.put("sofa")
    seeing.work()
    assert (scalars(seeing).category, scalars(seeing).style) == ("sofa", "")


def test_a_worker_that_dies_before_writing_down_what_it_saw_is_made_good(
    seeing: Workshop,
) -> None:
    def crash() -> None:
        seeing.index.after_upsert = None
        raise RuntimeError("The power cut struck.")

    seeing.index.after_upsert = crash
    seeing.put("sofa")
    with pytest.raises(RuntimeError, match="struck"):
        seeing.work()
    assert scalars(seeing).category == "sofa"
    assert shown(seeing)["category"] == (None, None)
    seeing.clock.advance(seconds=90)
    seeing.work()
    assert shown(seeing)["category"] == ("sofa", "model")


def see_now(workshop: Workshop, sees: Sight) -> None:
    """The same release sees something else, as it would in other pictures."""
    assert isinstance(workshop.encoder, SeeingEncoder)
    workshop.encoder.sees = sees


def test_the_colors_of_a_picture_are_measured_once_and_kept_with_its_vectors(
    seeing: Workshop,
) -> None:
    picture = seeing.picture(BLUE)
    seeing.put("sofa", 1, images=(picture,))
    seeing.work()
    seeing.put("sofa", 2, images=(picture,), price_cents=200)
    seeing.work()
    stored = seeing.stored("sofa")
    assert stored is not None
    assert stored.completed.palette == (PaletteColor(color="#1414fa", share=1.0),)
    assert scalars(seeing).palette == (cell_of("#1414fa"),)
    assert seeing.encoder.calls == [1]
    seeing.delete("sofa", 3)
    seeing.work()
    seeing.put("sofa", 4, images=())
    back = seeing.stored("sofa")
    assert back is not None
    assert back.completed.palette == ()
