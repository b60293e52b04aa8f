"""Rules as the catalogue keeps them, and back."""

from __future__ import annotations

from typing import Any

import msgspec
import structlog

from backend.catalogue.rules import Definition, StoredRule
from backend.errors import InvalidInput
from backend.search.filter_fields import to_criteria
from backend.search.query import filter_of
from backend.search.rules.rule import Rule, RuleFields

log = structlog.get_logger(__name__)

_COLUMNS = ("name", "starts_at", "ends_at")


def definition_of(fields: RuleFields) -> Definition:
    whole: dict[str, Any] = msgspec.to_builtins(fields)
    kept = {name: value for name, value in whole.items() if name not in _COLUMNS}
    return Definition(fields.name.strip(), kept, fields.starts_at, fields.ends_at)


def rule_of(stored: StoredRule) -> Rule:
    """Raises `ValidationError` or `InvalidInput` for what another version of Credenza wrote and
    this one does not know."""
    own = stored.definition
    columns = {"name": own.name, "starts_at": own.starts_at, "ends_at": own.ends_at}
    fields = msgspec.convert(own.content | columns, RuleFields)
    return Rule(
        id=stored.id,
        fields=fields,
        where=filter_of(to_criteria(fields.results)),
        state=stored.state,
        revision=stored.revision,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )


def known_rules(stored: list[StoredRule]) -> tuple[Rule, ...]:
    """Those that this version understands: one that it does not must not stop every query."""
    rules = []
    for each in stored:
        try:
            rules.append(rule_of(each))
        except (msgspec.ValidationError, InvalidInput) as error:
            log.warning("rule is not understood", rule=each.id, error=str(error))
    return tuple(rules)
