from __future__ import annotations

from backend.ingest.relay import claim_due
from tests.fixtures.services import Workshop, settings_with


def test_claims_follow_the_settings(workshop: Workshop) -> None:
    for name in "abcdefg":
        workshop.put(name)
    settings = settings_with(
        batch_size=2, max_in_flight=5, lease_seconds=30, task_time_limit_seconds=20
    )
    claims = claim_due(workshop.database, settings, workshop.clock)
    assert [claim.listing_ids for claim in claims] == [("a", "b"), ("c", "d"), ("e",)]
    assert claim_due(workshop.database, settings, workshop.clock) == []
    workshop.clock.advance(seconds=30)
    again = claim_due(workshop.database, settings, workshop.clock)
    assert [claim.listing_ids for claim in again] == [("a", "b"), ("c", "d"), ("e",)]


def test_an_empty_outbox_gives_nothing_to_send(workshop: Workshop) -> None:
    assert workshop.claims() == []


def test_nothing_is_claimed_before_a_release_is_live(workshop: Workshop) -> None:
    workshop.put("a")
    workshop.retire_everything()
    assert workshop.claims() == []
    workshop.activate("next-release")
    assert [claim.listing_ids for claim in workshop.claims()] == [("a",)]
