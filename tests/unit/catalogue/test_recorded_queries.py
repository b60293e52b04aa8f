from __future__ import annotations

from backend.catalogue import recorded_queries
from backend.catalogue.database import Database
from backend.catalogue.recorded_queries import Order, Question, Recorded
from tests.unit.catalogue.making import later

BOTH: tuple[Question, ...] = ("similar", "compatible")


def asked(
    database: Database, key: str, at: float, times: int = 1, question: Question = "similar"
) -> None:
    with database.write() as session:
        recorded = Recorded(key, question, {"listings": [key]}, times)
        recorded_queries.count(session, recorded, now=later(at))


def found(
    database: Database, order: Order, questions: tuple[Question, ...] = BOTH, limit: int = 10
) -> list[tuple[str, int]]:
    with database.read() as session:
        some = recorded_queries.some(session, questions, order=order, limit=limit)
    return [(each.key, each.times) for each in some]


def test_the_same_query_is_kept_once_and_counted(database: Database) -> None:
    asked(database, "a", 1)
    asked(database, "a", 3, times=4)
    asked(database, "b", 2, times=2)
    assert found(database, "most_asked") == [("a", 5), ("b", 2)]
    assert found(database, "newest") == [("a", 5), ("b", 2)]
    asked(database, "b", 4)
    assert found(database, "newest", limit=1) == [("b", 3)]
    assert found(database, "most_asked", limit=1) == [("a", 5)]


def test_what_a_query_asked_is_kept_as_it_was_written(database: Database) -> None:
    asked(database, "Größe 'M'", 1)
    with database.read() as session:
        (only,) = recorded_queries.some(session, BOTH, order="newest", limit=2)
    assert only == Recorded("Größe 'M'", "similar", {"listings": ["Größe 'M'"]}, 1)


def test_only_the_questions_wanted_are_found(database: Database) -> None:
    asked(database, "a", 1)
    asked(database, "b", 2, question="compatible")
    assert found(database, "newest", ("similar",)) == [("a", 1)]
    assert found(database, "newest", ("compatible",)) == [("b", 1)]


def test_those_asked_last_are_kept(database: Database) -> None:
    for number, key in enumerate("abcd"):
        asked(database, key, number, times=10 - number)
    asked(database, "a", 9)
    with database.write() as session:
        assert recorded_queries.trim(session, keep=2) == 2
    assert found(database, "newest") == [("a", 11), ("d", 7)]
    with database.write() as session:
        assert recorded_queries.trim(session, keep=2) == 0
