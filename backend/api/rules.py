"""Merchandising rules: kept, rehearsed, published and withdrawn."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter, RawBody

from backend.api.dependencies import requires_key, takes_json
from backend.api.openapi import RehearsalOperation, RuleOperation
from backend.api.rule_bodies import (
    RehearsalBody,
    RehearsalView,
    RuleList,
    RuleView,
    rehearsal_view,
    rule_view,
)
from backend.bootstrap import Services
from backend.catalogue import listings, rules
from backend.catalogue.rules import StoredRule
from backend.errors import InvalidInput
from backend.search.rules.check import check_named_listings, check_rule, named_listings
from backend.search.rules.rehearsal import rehearse
from backend.search.rules.request import (
    Tried,
    made_up,
    recorded,
    trying,
    trying_instead,
    trying_stored,
    trying_without,
)
from backend.search.rules.rule import RuleFields, State
from backend.search.rules.stored import definition_of, known_rules, rule_of
from backend.webhooks.payload import parse

RuleId = Annotated[str, PathParameter(pattern="^[0-9a-f]{32}$(?!\n)")]
Revision = Annotated[
    int,
    QueryParameter(ge=1, le=2**31 - 1, description="The one that was read; else 409."),
]
AnyRevision = Annotated[
    int | None,
    QueryParameter(ge=1, le=2**31 - 1, description="Only at this revision; else 409."),
]


class Rules(Controller):
    path = "/v1/rules"
    tags = ("Rules",)
    guards = (requires_key,)
    security = ({"key": []},)

    @get(operation_id="listRules", summary="List rules", sync_to_thread=True)
    def browse(
        self,
        services: NamedDependency[Services],
        # Called `state`, it would be the application's.
        only: Annotated[
            State | None, QueryParameter(name="state", description="Only these.")
        ] = None,
    ) -> RuleList:
        """All rules, or those in a state."""
        with services.database.read() as session:
            stored = rules.browse(session, only)
        now = services.clock()
        return RuleList([rule_view(rule, now) for rule in known_rules(stored)])

    @post(
        operation_id="createRule",
        summary="Draft a rule",
        operation_class=RuleOperation,
        guards=[takes_json],
        sync_to_thread=True,
    )
    def create(self, services: NamedDependency[Services], body: RawBody) -> RuleView:
        """Keep a rule as a draft. No query follows it until it is published."""
        definition = definition_of(_checked(body))
        with services.database.write() as session:
            stored = rules.add(session, definition, now=services.clock())
        return _view(services, stored)

    @get("/{rule_id:str}", operation_id="getRule", summary="Read a rule", sync_to_thread=True)
    def read(self, services: NamedDependency[Services], rule_id: RuleId) -> RuleView:
        """One rule, whatever its state."""
        with services.database.read() as session:
            stored = rules.get(session, rule_id)
        return _view(services, stored)

    @put(
        "/{rule_id:str}",
        operation_id="replaceRule",
        summary="Replace a rule",
        operation_class=RuleOperation,
        guards=[takes_json],
        sync_to_thread=True,
    )
    def replace(
        self,
        services: NamedDependency[Services],
        rule_id: RuleId,
        revision: Revision,
        body: RawBody,
    ) -> RuleView:
        """Say anew what a rule does. It keeps its state: a published one counts as it is now within
        two seconds."""
        fields = _checked(body)
        with services.database.read() as session:
            former = rules.get(session, rule_id)
        if former.state == "published":
            _check_does_something(services, fields)
        with services.database.write() as session:
            stored = rules.replace(
                session, rule_id, definition_of(fields), revision=revision, now=services.clock()
            )
        return _view(services, stored)

    @post(
        "/{rule_id:str}/publish",
        operation_id="publishRule",
        summary="Publish a rule",
        status_code=200,
        sync_to_thread=True,
    )
    def publish(
        self, services: NamedDependency[Services], rule_id: RuleId, revision: Revision
    ) -> RuleView:
        """Have queries follow the rule between its dates, within two seconds. Refused where it
        could do nothing: it is over, or the catalogue does not have the listings it names."""
        with services.database.read() as session:
            fields = rule_of(rules.get(session, rule_id)).fields
        _check_does_something(services, fields)
        with services.database.write() as session:
            stored = rules.publish(session, rule_id, revision=revision, now=services.clock())
        return _view(services, stored)

    @post(
        "/{rule_id:str}/withdraw",
        operation_id="withdrawRule",
        summary="Withdraw a rule",
        status_code=200,
        sync_to_thread=True,
    )
    def withdraw(
        self,
        services: NamedDependency[Services],
        rule_id: RuleId,
        revision: AnyRevision = None,
    ) -> RuleView:
        """Have no query follow the rule any more, within two seconds. It is kept, and may be
        published again; a draft stays one."""
        with services.database.write() as session:
            stored = rules.withdraw(session, rule_id, revision=revision, now=services.clock())
        return _view(services, stored)

    @delete(
        "/{rule_id:str}",
        operation_id="deleteRule",
        summary="Delete a rule",
        sync_to_thread=True,
    )
    def remove(
        self,
        services: NamedDependency[Services],
        rule_id: RuleId,
        revision: AnyRevision = None,
    ) -> None:
        """Forget the rule, published or not."""
        with services.database.write() as session:
            rules.delete(session, rule_id, revision=revision)
        services.rules.forget()

    @post(
        "/rehearse",
        operation_id="rehearseRule",
        summary="Rehearse a rule",
        operation_class=RehearsalOperation,
        guards=[takes_json],
        status_code=200,
        sync_to_thread=True,
    )
    def rehearse(self, services: NamedDependency[Services], body: RawBody) -> RehearsalView:
        """What a rule would change, tried on queries that shoppers have asked. Nothing is
        changed."""
        wanted = parse(body, RehearsalBody)
        tried = _tried(services, wanted)
        queries = (
            made_up(wanted.listings, tried.questions)
            if wanted.listings
            else recorded(services, tried.questions, order=wanted.order, limit=wanted.queries)
        )
        return rehearsal_view(rehearse(services, tried.change, queries))


def _checked(body: bytes) -> RuleFields:
    fields = parse(body, RuleFields)
    check_rule(fields)
    return fields


def _check_does_something(services: Services, fields: RuleFields) -> None:
    if fields.ends_at is not None and fields.ends_at <= services.clock():
        raise InvalidInput("The rule is over: its ends_at is past.", {"ends_at": "is past"})
    _check_listings(services, fields)


def _check_listings(services: Services, fields: RuleFields) -> None:
    named = [each for ids in named_listings(fields).values() for each in ids]
    with services.database.read() as session:
        known = listings.get_many(session, named)
    check_named_listings(fields, known)


def _tried(services: Services, wanted: RehearsalBody) -> Tried:
    fields = wanted.rule
    if fields is not None:
        check_rule(fields, prefix="rule")
        _check_listings(services, fields)
        if wanted.remove:
            raise InvalidInput(
                "To rehearse without a stored rule, send its id and no rule.",
                {"remove": "cannot stand beside rule"},
            )
        if wanted.id is None:
            return trying(services, fields)
        return trying_instead(services, wanted.id, fields)
    if wanted.id is None:
        raise InvalidInput(
            "Send a rule, the id of a stored one, or both.", {"rule": "is needed, or id"}
        )
    return (trying_without if wanted.remove else trying_stored)(services, wanted.id)


def _view(services: Services, stored: StoredRule) -> RuleView:
    """Called after each change: what this process remembers of the rules is old then."""
    services.rules.forget()
    return rule_view(rule_of(stored), services.clock())
