"""What else happens to a listing while a worker has it in hand."""

from __future__ import annotations

import pytest

from backend.ingest.embed import Tally, embed_claim
from tests.fixtures.services import Workshop


def test_a_newer_version_that_comes_while_pictures_are_looked_at_wins(
    workshop: Workshop,
) -> None:
    workshop.put("sofa", 1, price_cents=100)
    workshop.put("lamp", 1)

    def change() -> None:
        workshop.encoder.meanwhile = None
        workshop.put("sofa", 2, price_cents=200)

    workshop.encoder.meanwhile = change
    assert embed_claim(workshop.services, workshop.claim()) == Tally(indexed=2, more=True)
    assert workshop.versions() == {"sofa": 1, "lamp": 1}
    assert workshop.state("sofa") == "pending"
    workshop.work()
    assert workshop.versions() == {"sofa": 2, "lamp": 1}
    assert workshop.entries("sofa")["sofa"].scalars.price_cents == 200
    assert workshop.owed() == 0


def test_a_newer_version_that_comes_after_the_index_was_written_wins(workshop: Workshop) -> None:
    workshop.put("sofa", 1)

    def change() -> None:
        workshop.index.after_upsert = None
        workshop.put("sofa", 2, images=(workshop.picture((9, 9, 9)),))

    workshop.index.after_upsert = change
    workshop.work()
    assert workshop.versions() == {"sofa": 2}
    assert workshop.state("sofa") == "indexed"
    assert workshop.encoder.calls == [1, 1]


def test_a_listing_that_is_deleted_while_in_hand_ends_deleted(workshop: Workshop) -> None:
    workshop.put("sofa", 1)

    def delete() -> None:
        workshop.encoder.meanwhile = None
        workshop.delete("sofa", 2)

    workshop.encoder.meanwhile = delete
    workshop.work()
    assert workshop.versions() == {}
    assert workshop.stored("sofa") is None
    assert workshop.owed() == 0


def test_a_listing_that_is_deleted_before_the_work_begins_is_never_looked_at(
    workshop: Workshop,
) -> None:
    workshop.put("sofa", 1)
    claim_id = workshop.claim()
    workshop.delete("sofa", 2)
    assert embed_claim(workshop.services, claim_id) == Tally(more=True)
    assert workshop.encoder.calls == []
    workshop.work()
    assert workshop.owed() == 0


def test_a_newer_version_is_not_parked_for_the_pictures_of_an_older_one(
    workshop: Workshop,
) -> None:
    def change(_: str) -> None:
        workshop.fetcher.meanwhile = None
        workshop.put("sofa", 2)

    workshop.fetcher.meanwhile = change
    workshop.put("sofa", 1, images=("store://nonsense",))
    workshop.work()
    assert workshop.parked() == []
    assert workshop.state("sofa") == "indexed"


def test_a_power_cut_between_index_and_catalogue_heals(workshop: Workshop) -> None:
    workshop.put("sofa", 1)

    def crash() -> None:
        workshop.index.after_upsert = None
        raise RuntimeError("The power cut struck.")

    workshop.index.after_upsert = crash
    with pytest.raises(RuntimeError, match="struck"):
        embed_claim(workshop.services, workshop.claim())
    assert workshop.versions() == {"sofa": 1}
    assert workshop.state("sofa") == "pending"
    workshop.clock.advance(seconds=90)
    workshop.work()
    assert workshop.versions() == {"sofa": 1}
    assert workshop.state("sofa") == "indexed"


def test_a_release_that_is_made_live_while_pictures_are_looked_at_gets_the_listing(
    workshop: Workshop,
) -> None:
    workshop.put("sofa", 1)

    def upgrade() -> None:
        workshop.activate("second-release")

    workshop.encoder.meanwhile = upgrade
    workshop.work()
    assert workshop.collection() == "listings_second_release"
    assert workshop.versions() == {"sofa": 1}
    assert workshop.state("sofa") == "indexed"
    assert workshop.owed() == 0


def test_another_release_embeds_everything_anew_into_its_own_collection(
    workshop: Workshop,
) -> None:
    for name in "abc":
        workshop.put(name)
    workshop.work()
    first = workshop.collection()
    workshop.activate("second-release")
    assert [workshop.state(name) for name in "abc"] == ["pending"] * 3
    workshop.work()
    assert workshop.encoder.calls == [3]
    assert workshop.versions() == {"a": 1, "b": 1, "c": 1}
    assert workshop.collection() != first
    assert workshop.index.count(first) == 3
