from __future__ import annotations

import pytest

from backend.ingest.remove import remove_claim
from tests.fixtures.services import Workshop


def test_a_deleted_listing_leaves_the_index(workshop: Workshop) -> None:
    for name in "ab":
        workshop.put(name)
    workshop.work()
    workshop.delete("a", 2)
    assert not remove_claim(workshop.services, workshop.claim())
    assert workshop.versions() == {"b": 1}
    assert workshop.owed() == 0


def test_removing_what_was_never_indexed_is_success(workshop: Workshop) -> None:
    workshop.delete("unknown", 5)
    workshop.put("sofa", 1)
    workshop.delete("sofa", 2)
    (claim,) = workshop.claims()
    assert (claim.kind, claim.listing_ids) == ("remove", ("sofa", "unknown"))
    assert not remove_claim(workshop.services, claim.id)
    assert not remove_claim(workshop.services, claim.id)
    assert workshop.owed() == 0


def test_while_the_index_is_away_removals_wait_without_blame(workshop: Workshop) -> None:
    workshop.put("sofa")
    workshop.work()
    workshop.delete("sofa", 2)
    workshop.index.reachable = False
    for _ in range(20):
        assert not remove_claim(workshop.services, workshop.claim())
        assert workshop.claims() == []
        workshop.clock.advance(seconds=2)
    workshop.index.reachable = True
    workshop.work()
    assert workshop.versions() == {}
    assert workshop.parked() == []


def test_a_listing_that_is_offered_again_before_its_removal_begins_stays(
    workshop: Workshop,
) -> None:
    workshop.put("sofa", 1)
    workshop.work()
    workshop.delete("sofa", 2)
    claim_id = workshop.claim()
    workshop.put("sofa", 3)
    assert remove_claim(workshop.services, claim_id)
    assert workshop.versions() == {"sofa": 1}
    workshop.work()
    assert workshop.versions() == {"sofa": 3}


def test_a_listing_that_is_offered_again_while_it_is_removed_comes_back(
    workshop: Workshop,
) -> None:
    workshop.put("sofa", 1)
    workshop.work()
    workshop.delete("sofa", 2)

    def offer() -> None:
        workshop.index.after_delete = None
        workshop.put("sofa", 3)

    workshop.index.after_delete = offer
    assert remove_claim(workshop.services, workshop.claim())
    assert workshop.versions() == {}
    workshop.work()
    assert workshop.versions() == {"sofa": 3}
    assert workshop.state("sofa") == "indexed"


def test_a_power_cut_during_a_removal_heals(workshop: Workshop) -> None:
    workshop.put("sofa", 1)
    workshop.work()
    workshop.delete("sofa", 2)

    def crash() -> None:
        workshop.index.after_delete = None
        raise RuntimeError("The power cut struck.")

    workshop.index.after_delete = crash
    with pytest.raises(RuntimeError, match="struck"):
        remove_claim(workshop.services, workshop.claim())
    workshop.clock.advance(seconds=90)
    workshop.work()
    assert workshop.versions() == {}
    assert workshop.owed() == 0
