from __future__ import annotations

import pytest

from backend.errors import ConfigurationError, EncoderUnavailable, ImageUnavailable
from backend.ingest.embed import Tally, embed_claim
from tests.fixtures.services import InterruptedEncoder, Workshop


def _fall_ill() -> None:
    raise RuntimeError("Out of memory.")


def _be_away(ref: str) -> None:
    raise ImageUnavailable("The shop's server does not answer.")


def test_while_the_index_is_away_nothing_is_blamed_and_nothing_is_lost(
    workshop: Workshop,
) -> None:
    for name in "abc":
        workshop.put(name)
    workshop.index.reachable = False
    for _ in range(10):
        assert embed_claim(workshop.services, workshop.claim()) == Tally(retried=3)
        assert workshop.claims() == []
        workshop.clock.advance(seconds=2)
    assert [workshop.attempts(name) for name in "abc"] == [0, 0, 0]
    workshop.index.reachable = True
    workshop.work()
    assert workshop.versions() == {"a": 1, "b": 1, "c": 1}
    assert workshop.parked() == []


def test_an_index_that_goes_away_while_pictures_are_looked_at_costs_no_attempt(
    workshop: Workshop,
) -> None:
    workshop.put("sofa")

    def cut_off() -> None:
        workshop.index.reachable = False

    workshop.encoder.meanwhile = cut_off
    embed_claim(workshop.services, workshop.claim())
    assert workshop.attempts("sofa") == 0


def test_a_model_that_is_away_is_not_the_listings_fault(workshop: Workshop) -> None:
    workshop.put("sofa")

    def fail() -> None:
        raise EncoderUnavailable("The GPU fell off the bus.")

    workshop.encoder.meanwhile = fail
    assert embed_claim(workshop.services, workshop.claim()) == Tally(retried=1)
    assert workshop.attempts("sofa") == 0
    workshop.encoder.meanwhile = None
    workshop.clock.advance(seconds=2)
    workshop.work()
    assert workshop.state("sofa") == "indexed"


def test_work_waits_until_the_worker_has_the_model_of_the_live_release(
    workshop: Workshop,
) -> None:
    workshop.put("sofa")
    there = workshop.encoder
    workshop.activate("second-release")
    workshop.encoder = there
    assert embed_claim(workshop.services, workshop.claim()) == Tally(retried=1)
    workshop.encoder = InterruptedEncoder("second-release")
    workshop.clock.advance(seconds=2)
    workshop.work()
    assert workshop.versions() == {"sofa": 1}


@pytest.mark.parametrize(
    ("images", "reason"),
    [
        ((), "no-picture"),
        (("store://nonsense",), "malformed-reference"),
        ((f"store://ab/ab{'0' * 62}.jpg",), "not-in-store"),
        (("ftp://shop.example/1.jpg", "store://nonsense"), "unsupported-scheme"),
        (("http://127.0.0.1/1.jpg",), "forbidden-address"),
    ],
)
def test_a_listing_without_a_picture_that_can_be_used_is_parked_at_once(
    workshop: Workshop, images: tuple[str, ...], reason: str
) -> None:
    workshop.put("bad", images=images)
    workshop.put("good")
    assert embed_claim(workshop.services, workshop.claim()) == Tally(indexed=1, parked=1)
    (item,) = workshop.parked()
    assert (item.listing_id, item.version, item.reason) == ("bad", 1, reason)
    assert (item.attempts, item.request_id) == (1, "put-1")
    stored = workshop.stored("bad")
    assert stored is not None
    assert (stored.indexing.state, stored.indexing.reason) == ("parked", item.detail)
    assert workshop.owed() == 0


def test_a_parked_listing_gets_another_chance_with_its_next_version(workshop: Workshop) -> None:
    workshop.put("sofa", 1, images=())
    workshop.work()
    assert workshop.state("sofa") == "parked"
    workshop.put("sofa", 2)
    assert workshop.state("sofa") == "pending"
    workshop.work()
    assert workshop.state("sofa") == "indexed"
    assert workshop.parked() == []


def test_a_picture_that_may_come_is_waited_for_and_then_given_up(workshop: Workshop) -> None:
    workshop.fetcher.meanwhile = _be_away
    workshop.put("sofa")
    attempts = 0
    while workshop.state("sofa") == "pending":
        for claim in workshop.claims():
            tally = embed_claim(workshop.services, claim.id)
            attempts += tally.retried
        workshop.clock.advance(seconds=2)
    assert attempts == workshop.services.settings.max_attempts
    (item,) = workshop.parked()
    assert item.reason == "attempts-exhausted"
    assert item.detail == "Gave up after 6 attempts: The shop's server does not answer."
    assert workshop.owed() == 0


def test_a_picture_that_comes_in_the_end_is_indexed(workshop: Workshop) -> None:
    workshop.fetcher.meanwhile = _be_away
    workshop.put("sofa")
    workshop.work()
    assert workshop.attempts("sofa") == 1
    workshop.fetcher.meanwhile = None
    workshop.clock.advance(seconds=2)
    workshop.work()
    assert workshop.state("sofa") == "indexed"


def test_one_missing_picture_does_not_hold_up_the_rest_of_the_batch(workshop: Workshop) -> None:
    missing = workshop.picture((1, 2, 3))

    def be_away_once(ref: str) -> None:
        if ref == missing:
            _be_away(ref)

    workshop.fetcher.meanwhile = be_away_once
    for name in "abc":
        workshop.put(name, images=(missing if name == "b" else workshop.picture(),))
    assert embed_claim(workshop.services, workshop.claim()) == Tally(indexed=2, retried=1)
    assert workshop.versions() == {"a": 1, "c": 1}


def test_work_that_kills_its_worker_is_isolated_and_given_up(workshop: Workshop) -> None:
    poison = workshop.picture((66, 66, 66))
    for name in ("good", "poison", "well"):
        workshop.put(name, images=(poison if name == "poison" else workshop.picture(),))

    def die(ref: str) -> None:
        if ref == poison:
            raise RuntimeError("Killed.")

    workshop.fetcher.meanwhile = die
    died: list[tuple[str, ...]] = []
    while workshop.owed():
        for claim in workshop.claims():
            try:
                embed_claim(workshop.services, claim.id)
            except RuntimeError:
                died.append(claim.listing_ids)
        workshop.clock.advance(seconds=90)
    assert died == [("good", "poison", "well")] * 2 + [("poison",)] * 4
    assert workshop.versions() == {"good": 1, "well": 1}
    (item,) = workshop.parked()
    assert (item.listing_id, item.reason) == ("poison", "attempts-exhausted")
    assert item.detail == ("Gave up after 6 attempts: none of them ended; it may stop the worker.")


def test_a_fault_nobody_thought_of_leaves_the_claim_to_lapse(workshop: Workshop) -> None:
    workshop.put("sofa")
    workshop.encoder.meanwhile = _fall_ill
    with pytest.raises(RuntimeError, match="Out of memory"):
        embed_claim(workshop.services, workshop.claim())
    assert workshop.claims() == []
    workshop.encoder.meanwhile = None
    workshop.clock.advance(seconds=90)
    workshop.work()
    assert workshop.state("sofa") == "indexed"


def test_what_the_index_refuses_counts_as_an_attempt_and_is_isolated(workshop: Workshop) -> None:
    for name in ("good", "odd"):
        workshop.put(name)
    workshop.index.refused = frozenset({"odd"})
    for _ in range(12):
        workshop.work()
        workshop.clock.advance(minutes=10)
    assert workshop.versions() == {"good": 1}
    (item,) = workshop.parked()
    assert (item.listing_id, item.reason) == ("odd", "attempts-exhausted")
    assert "odd: not a unit vector." in item.detail


def test_without_a_live_release_the_claim_lapses_and_costs_no_attempt(
    workshop: Workshop,
) -> None:
    workshop.put("sofa")
    claim = workshop.claim()
    workshop.retire_everything()
    assert embed_claim(workshop.services, claim) == Tally()
    with pytest.raises(ConfigurationError, match="credenza release activate"):
        workshop.services.live_release()
    assert workshop.attempts("sofa") == 0
    workshop.activate("first-release")
    workshop.clock.advance(seconds=90)
    workshop.work()
    assert workshop.state("sofa") == "indexed"
