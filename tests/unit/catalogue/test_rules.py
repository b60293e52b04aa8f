from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.catalogue import rules
from backend.catalogue.database import Database
from backend.catalogue.rules import Definition, StoredRule
from backend.errors import CredenzaError, InvalidInput, NotFound, StaleRevision
from tests.unit.catalogue.making import later

DOES = {"does": {"type": "pin", "listing": "Größe 'M'", "place": 1}, "question": "any"}
PLAIN = Definition("Autumn", DOES)


def drafted(database: Database, definition: Definition = PLAIN, at: float = 0) -> StoredRule:
    with database.write() as session:
        return rules.add(session, definition, now=later(at))


def published(database: Database, at: float = 0) -> list[str]:
    with database.read() as session:
        return [each.id for each in rules.published(session, now=later(at))]


def test_a_rule_is_kept_as_it_was_written(database: Database) -> None:
    written = Definition("Autumn", DOES, later(5), later(10))
    stored = drafted(database, written, 1)
    assert (stored.definition, stored.state, stored.revision) == (written, "draft", 1)
    with database.read() as session:
        assert rules.get(session, stored.id) == stored
        assert stored.created_at == stored.updated_at == later(1)


def test_only_what_is_published_and_not_over_is_followed(database: Database) -> None:
    first = drafted(database, Definition("a", DOES, ends_at=later(10)), 1)
    second = drafted(database, PLAIN, 0)
    drafted(database)
    with database.write() as session:
        for each in (first, second):
            rules.publish(session, each.id, revision=1, now=later(2))
    assert published(database, 9.9) == [second.id, first.id]
    assert published(database, 10) == [second.id]
    with database.write() as session:
        rules.withdraw(session, second.id, revision=2, now=later(3))
    assert published(database, 10) == []


def test_a_rule_goes_from_draft_to_published_to_withdrawn_and_back(database: Database) -> None:
    stored = drafted(database)
    with database.write() as session:
        withdrawn = rules.withdraw(session, stored.id, revision=None, now=later(1))
        assert withdrawn == stored
        once = rules.publish(session, stored.id, revision=1, now=later(2))
        again = rules.publish(session, stored.id, revision=2, now=later(3))
        assert once == again
        assert (once.state, once.revision, once.updated_at) == ("published", 2, later(2))
        gone = rules.withdraw(session, stored.id, revision=None, now=later(4))
        assert (gone.state, gone.revision) == ("withdrawn", 3)
        back = rules.publish(session, stored.id, revision=3, now=later(5))
        assert (back.state, back.revision) == ("published", 4)


def test_a_change_of_what_was_changed_meanwhile_is_refused(database: Database) -> None:
    stored = drafted(database)
    with database.write() as session:
        changed = rules.replace(
            session, stored.id, Definition("Winter", DOES), revision=1, now=later(1)
        )
    assert (changed.definition.name, changed.revision) == ("Winter", 2)
    assert changed.created_at == stored.created_at
    with database.write() as session:
        with pytest.raises(StaleRevision, match="at revision 2"):
            rules.replace(session, stored.id, PLAIN, revision=1, now=later(2))
        with pytest.raises(StaleRevision, match="at revision 2"):
            rules.publish(session, stored.id, revision=1, now=later(2))
        with pytest.raises(StaleRevision, match="at revision 2"):
            rules.withdraw(session, stored.id, revision=3, now=later(2))
        with pytest.raises(StaleRevision, match="at revision 2"):
            rules.delete(session, stored.id, revision=1)
    with database.read() as session:
        assert rules.get(session, stored.id) == changed


def test_of_two_changes_at_once_one_is_told_of_the_other(database: Database) -> None:
    stored = drafted(database)

    def change(number: int) -> str:
        try:
            with database.write() as session:
                definition = Definition(f"Name {number}", DOES)
                rules.replace(session, stored.id, definition, revision=1, now=later(number))
        except CredenzaError as error:
            return error.code
        return "changed"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(change, range(4)))
    assert outcomes == ["changed", "stale-revision", "stale-revision", "stale-revision"]


def test_a_deleted_rule_is_not_there(database: Database) -> None:
    stored = drafted(database)
    with database.write() as session:
        assert rules.delete(session, stored.id, revision=None).id == stored.id
    with database.write() as session:
        with pytest.raises(NotFound, match=stored.id):
            rules.get(session, stored.id)
        with pytest.raises(NotFound, match=stored.id):
            rules.publish(session, stored.id, revision=1, now=later(0))
        with pytest.raises(NotFound, match=stored.id):
            rules.delete(session, stored.id, revision=None)


def test_the_newest_are_listed_first_by_state_if_asked_for(database: Database) -> None:
    old, new = drafted(database, at=1), drafted(database, at=2)
    with database.write() as session:
        rules.publish(session, old.id, revision=1, now=later(3))
    with database.read() as session:
        assert [each.id for each in rules.browse(session)] == [new.id, old.id]
        assert [each.id for each in rules.browse(session, "published")] == [old.id]
        assert rules.browse(session, "withdrawn") == []


def test_there_are_only_so_many(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_RULES", 2)
    monkeypatch.setattr(rules, "MOST_PUBLISHED", 1)
    stored = [drafted(database), drafted(database)]
    with pytest.raises(InvalidInput, match="delete some"):
        drafted(database)
    with database.write() as session:
        rules.publish(session, stored[0].id, revision=1, now=later(0))
        with pytest.raises(InvalidInput, match="withdraw some"):
            rules.publish(session, stored[1].id, revision=1, now=later(0))
        # Published already, it takes no further place.
        assert rules.publish(session, stored[0].id, revision=2, now=later(0)).revision == 2
