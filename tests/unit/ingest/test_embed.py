from __future__ import annotations

import numpy as np
import pytest

from backend.images.color_cells import cell_of
from backend.index.port import Scalars
from backend.ingest.embed import Tally, embed_claim
from tests.fakes.encoder import ColorEncoder
from tests.fixtures.services import Workshop

RED, BLUE = (250, 20, 20), (20, 20, 250)


def test_a_listing_becomes_searchable(workshop: Workshop) -> None:
    listing = workshop.put(
        "sofa",
        7,
        images=(workshop.picture(RED),),
        category="sofa",
        colors=("red", "oak"),
        materials=("velvet",),
        style="boho",
        price_cents=49_900,
        stock=0,
        group="sofas",
    )
    assert embed_claim(workshop.services, workshop.claim()) == Tally(indexed=1)
    assert workshop.state("sofa") == "indexed"
    assert workshop.owed() == 0
    entry = workshop.entries("sofa")["sofa"]
    assert entry.version == 7
    assert entry.scalars == Scalars(
        category="sofa",
        colors=("red", "oak"),
        materials=("velvet",),
        palette=(cell_of("#fa1414"),),
        style="boho",
        price_cents=49_900,
        in_stock=False,
        group="sofas",
    )
    (hit,) = workshop.index.search(
        workshop.collection(), "visual", entry.vectors["visual"], limit=5
    ).hits
    assert hit.id == listing.id


def test_each_listing_gets_the_vector_of_its_own_picture(workshop: Workshop) -> None:
    colors = {f"listing-{shade}": (shade, 255 - shade, 128) for shade in range(0, 250, 25)}
    for name, color in colors.items():
        workshop.put(name, images=(workshop.picture(color),))
    workshop.work()
    assert workshop.encoder.calls == [len(colors)]
    entries = workshop.entries(*colors)
    alone = ColorEncoder()
    for name, color in colors.items():
        square = np.full((32, 32, 3), color, dtype=np.uint8)
        expected = alone.encode([square])["visual"][0]
        # The picture is letterboxed, so only its middle has the color.
        assert np.dot(entries[name].vectors["visual"], expected) > 0.5
        nearest = workshop.index.search(
            workshop.collection(), "visual", entries[name].vectors["visual"], limit=1
        ).hits
        assert nearest[0].id == name


def test_a_new_price_alone_costs_no_look_at_the_picture(workshop: Workshop) -> None:
    picture = workshop.picture()
    workshop.put("sofa", 1, images=(picture,), price_cents=100)
    workshop.work()
    before = workshop.entries("sofa")["sofa"]
    workshop.fetcher.meanwhile = _forbidden
    workshop.put("sofa", 2, images=(picture,), price_cents=200, stock=0)
    workshop.work()
    after = workshop.entries("sofa")["sofa"]
    assert workshop.encoder.calls == [1]
    assert (after.version, after.scalars.price_cents, after.scalars.in_stock) == (2, 200, False)
    assert after.vectors["visual"].tobytes() == before.vectors["visual"].tobytes()
    assert workshop.state("sofa") == "indexed"


def test_another_picture_is_looked_at(workshop: Workshop) -> None:
    workshop.put("sofa", 1, images=(workshop.picture(RED),))
    workshop.work()
    before = workshop.entries("sofa")["sofa"].vectors["visual"]
    workshop.put("sofa", 2, images=(workshop.picture(BLUE),))
    workshop.work()
    after = workshop.entries("sofa")["sofa"].vectors["visual"]
    assert workshop.encoder.calls == [1, 1]
    assert float(np.dot(before, after)) < 0.99


def test_only_the_changed_listings_of_a_batch_are_looked_at(workshop: Workshop) -> None:
    pictures = {name: workshop.picture((50, 50, 10 * int(name))) for name in "123"}
    for name, picture in pictures.items():
        workshop.put(name, 1, images=(picture,))
    workshop.work()
    workshop.put("1", 2, images=(pictures["1"],))
    workshop.put("2", 2, images=(workshop.picture(RED),))
    workshop.put("3", 2, images=(pictures["3"],))
    assert embed_claim(workshop.services, workshop.claim()) == Tally(indexed=3)
    assert workshop.encoder.calls == [3, 1]
    assert workshop.versions() == {"1": 2, "2": 2, "3": 2}


def test_vectors_are_not_kept_of_an_entry_the_catalogue_does_not_know(workshop: Workshop) -> None:
    """A worker died between writing the index and writing it down."""
    workshop.put("sofa", 1, images=(workshop.picture(RED),))
    workshop.work()
    workshop.index.after_upsert = _crash
    workshop.put("sofa", 2, images=(workshop.picture(BLUE),))
    with pytest.raises(RuntimeError, match="struck"):
        embed_claim(workshop.services, workshop.claim())
    workshop.index.after_upsert = None
    workshop.put("sofa", 3, images=(workshop.picture(RED),))
    workshop.clock.advance(seconds=90)
    workshop.work()
    red = ColorEncoder().encode([np.full((32, 32, 3), RED, dtype=np.uint8)])["visual"][0]
    blue = ColorEncoder().encode([np.full((32, 32, 3), BLUE, dtype=np.uint8)])["visual"][0]
    vector = workshop.entries("sofa")["sofa"].vectors["visual"]
    assert np.dot(vector, red) > np.dot(vector, blue)
    assert workshop.encoder.calls == [1, 1, 1]


def test_the_first_picture_that_can_be_used_is_the_one(workshop: Workshop) -> None:
    broken = workshop.services.store.put(b"\xff\xd8\xff and no more", ".jpg")
    workshop.put("sofa", images=(broken, "store://nonsense", workshop.picture(RED)))
    workshop.work()
    assert workshop.state("sofa") == "indexed"


def test_a_claim_that_lapsed_is_left_alone(workshop: Workshop) -> None:
    workshop.put("sofa")
    lapsed = workshop.claim()
    workshop.clock.advance(seconds=90)
    taken_over = workshop.claim()
    assert embed_claim(workshop.services, lapsed) == Tally()
    assert workshop.encoder.calls == []
    assert embed_claim(workshop.services, taken_over) == Tally(indexed=1)


def test_the_same_claim_twice_is_done_once(workshop: Workshop) -> None:
    workshop.put("sofa")
    claim_id = workshop.claim()
    assert embed_claim(workshop.services, claim_id) == Tally(indexed=1)
    assert embed_claim(workshop.services, claim_id) == Tally()
    assert workshop.encoder.calls == [1]
    assert workshop.state("sofa") == "indexed"


def test_what_is_indexed_already_is_skipped(workshop: Workshop) -> None:
    workshop.put("sofa")
    workshop.work()
    workshop.owe_as_it_is("sofa")
    assert embed_claim(workshop.services, workshop.claim()) == Tally(skipped=1)
    assert workshop.encoder.calls == [1]
    assert workshop.owed() == 0


def _forbidden(ref: str) -> None:
    raise AssertionError(f"{ref} was fetched")


def _crash() -> None:
    raise RuntimeError("The power cut struck.")
