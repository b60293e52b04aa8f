"""The rules that queries follow, as the catalogue has them."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import SQLAlchemyError

from backend.catalogue import rules
from backend.catalogue.database import Database
from backend.catalogue.rules import StoredRule
from backend.catalogue.tables import RuleRow
from backend.search.rules.live import FRESH_SECONDS, LiveRules
from backend.search.rules.rule import PinListing, RuleFields
from backend.search.rules.stored import definition_of
from tests.unit.catalogue.making import later


class Seconds:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def publish(
    database: Database, name: str, *, starts: float | None = None, ends: float | None = None
) -> StoredRule:
    fields = RuleFields(
        name=name,
        does=PinListing(listing=name),
        starts_at=None if starts is None else later(starts),
        ends_at=None if ends is None else later(ends),
    )
    with database.write() as session:
        draft = rules.add(session, definition_of(fields), now=later(0))
        return rules.publish(session, draft.id, revision=1, now=later(0))


def names(live: LiveRules, at: float = 0) -> list[str]:
    return [rule.fields.name for rule in live.at(later(at)).rules]


def test_a_rule_counts_from_its_start_until_before_its_end(database: Database) -> None:
    publish(database, "a", starts=10, ends=20)
    live = LiveRules(database)
    found = {at: names(live, at) for at in (9.999, 10, 19.999, 20)}
    assert found == {9.999: [], 10: ["a"], 19.999: ["a"], 20: []}


def test_the_revision_differs_whenever_the_rules_do(database: Database) -> None:
    live = LiveRules(database)
    assert live.at(later(0)).revision == ""
    stored = publish(database, "a", starts=10)
    publish(database, "b", ends=10)
    live.forget()
    before, after = live.at(later(0)).revision, live.at(later(10)).revision
    assert len({"", before, after}) == 3
    with database.write() as session:
        rules.replace(session, stored.id, stored.definition, revision=2, now=later(11))
    live.forget()
    assert live.at(later(10)).revision not in ("", before, after)
    live.forget()
    assert live.at(later(0)).revision == before


def test_the_catalogue_is_asked_again_after_two_seconds_at_the_latest(database: Database) -> None:
    seconds = Seconds()
    live = LiveRules(database, seconds)
    assert names(live) == []
    publish(database, "a")
    seconds.now = FRESH_SECONDS - 0.01
    assert names(live) == []
    seconds.now = FRESH_SECONDS
    assert names(live) == ["a"]


def test_a_rule_that_this_version_does_not_understand_stops_no_query(database: Database) -> None:
    stored = publish(database, "a")
    publish(database, "b")
    with database.write() as session:
        session.execute(
            update(RuleRow)
            .where(RuleRow.id == stored.id)
            .values(definition={"does": {"type": "levitate"}})
        )
    assert names(LiveRules(database)) == ["b"]


def test_a_catalogue_that_is_away_is_not_taken_for_one_without_rules(tmp_path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no-tables.db")
    with pytest.raises(SQLAlchemyError):
        LiveRules(database).at(later(0))
    database.close()


def test_what_is_deleted_counts_no_more(database: Database) -> None:
    publish(database, "a")
    live = LiveRules(database)
    assert names(live) == ["a"]
    with database.write() as session:
        session.execute(delete(RuleRow))
    live.forget()
    assert names(live) == []
