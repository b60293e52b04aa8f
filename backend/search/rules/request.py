"""What a rehearsal is asked for: which rules before and after, and on which queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from backend.bootstrap import Services
from backend.catalogue import recorded_queries, rules
from backend.catalogue.criteria import Criteria
from backend.catalogue.recorded_queries import Order
from backend.catalogue.rules import StoredRule
from backend.errors import MalformedRequest
from backend.search.reasons import Question
from backend.search.recording import RecordedQuery, read_back
from backend.search.rules.rehearsal import Asked, Change
from backend.search.rules.rule import RuleFields
from backend.search.rules.stored import definition_of, rule_of

NEW: Final = "new"
"""Stands for the id of a rule that is not stored."""
QUESTIONS: Final[tuple[Question, ...]] = ("similar", "compatible")
LIMIT: Final = 12
"""Results of a query that is made up."""


class Tried(Struct, frozen=True):
    """A change, and the questions that it may make a difference to."""

    change: Change
    questions: tuple[Question, ...]


def trying(services: Services, fields: RuleFields) -> Tried:
    """The rules in force, and this one besides."""
    now = services.clock()
    live = services.rules.at(now).rules
    draft = StoredRule(
        id=NEW,
        definition=definition_of(fields),
        state="draft",
        revision=0,
        created_at=now,
        updated_at=now,
    )
    return _tried(Change(live, (*live, rule_of(draft))), [fields])


def trying_stored(services: Services, rule_id: str) -> Tried:
    """The rules in force without this one, and with it, whatever its state and dates.

    Raises `NotFound`.
    """
    rule = rule_of(_stored(services, rule_id))
    others = tuple(each for each in services.rules.at(services.clock()).rules if each.id != rule_id)
    return _tried(Change(others, (*others, rule)), [rule.fields])


def trying_without(services: Services, rule_id: str) -> Tried:
    """The other way round. Raises `NotFound`."""
    tried = trying_stored(services, rule_id)
    return Tried(Change(tried.change.after, tried.change.before), tried.questions)


def trying_instead(services: Services, rule_id: str, fields: RuleFields) -> Tried:
    """The rules in force, and with the stored one as these fields would make it.

    Raises `NotFound`.
    """
    live = services.rules.at(services.clock()).rules
    stored = _stored(services, rule_id)
    replaced = StoredRule(
        id=rule_id,
        definition=definition_of(fields),
        state=stored.state,
        revision=stored.revision,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )
    former = [rule.fields for rule in live if rule.id == rule_id]
    others = tuple(rule for rule in live if rule.id != rule_id)
    return _tried(Change(live, (*others, rule_of(replaced))), [fields, *former])


def _tried(change: Change, concerned: Sequence[RuleFields]) -> Tried:
    asked = {fields.question for fields in concerned}
    return Tried(change, tuple(each for each in QUESTIONS if asked & {each, "any"}))


def _stored(services: Services, rule_id: str) -> StoredRule:
    with services.database.read() as session:
        return rules.get(session, rule_id)


def recorded(
    services: Services, questions: Sequence[Question], *, order: Order, limit: int
) -> list[Asked]:
    """Queries that were recorded. Raises `MalformedRequest` where there are none."""
    with services.database.read() as session:
        found = recorded_queries.some(session, questions, order=order, limit=limit)
    queries = [Asked(query, each.times) for each in found if (query := read_back(each))]
    if not queries:
        share = services.settings.query_recording_share
        detail = (
            "No query that this could make a difference to has been recorded yet"
            if share
            else "CREDENZA_QUERY_RECORDING_SHARE is 0, so that no query is recorded"
        )
        raise MalformedRequest(
            f"{detail}: name listings to rehearse with.", {"listings": "is needed"}
        )
    return queries


def made_up(listings: Sequence[str], questions: Sequence[Question]) -> list[Asked]:
    """What a storefront asks about each of these listings."""
    for_sale = Criteria(in_stock=True)
    return [
        Asked(
            RecordedQuery(
                question=question, listings=(listing_id,), criteria=for_sale, limit=LIMIT
            ),
            0,
        )
        for listing_id in dict.fromkeys(listings)
        for question in questions
    ]
