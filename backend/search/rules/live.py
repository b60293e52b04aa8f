"""The rules that queries follow, without asking the catalogue every time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec import Struct

from backend.catalogue import rules
from backend.catalogue.database import Database
from backend.search.rules.rule import Rule, in_force
from backend.search.rules.stored import known_rules

FRESH_SECONDS: Final = 2.0


class RulesInForce(Struct, frozen=True):
    """The oldest first. `revision` differs whenever the rules do."""

    rules: tuple[Rule, ...] = ()
    revision: str = ""


class LiveRules:
    """One per process; thread-safe. A change of the rules is seen after `FRESH_SECONDS` at the
    latest, in the process that made it at once; dates count to the moment."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._read: tuple[float, tuple[Rule, ...]] | None = None

    def at(self, now: datetime) -> RulesInForce:
        """Those in force; reads the catalogue if that was too long ago."""
        read, began = self._read, self._clock()
        # Nobody waits for another's reading: a few may read at once, and it counts from its start.
        if read is None or not 0 <= began - read[0] < FRESH_SECONDS:
            with self._database.read() as session:
                read = began, known_rules(rules.published(session, now=now))
            self._read = read
        found = tuple(rule for rule in read[1] if in_force(rule, now))
        return RulesInForce(found, revision_of(found))

    def forget(self) -> None:
        """Look anew next time."""
        self._read = None


def revision_of(found: tuple[Rule, ...]) -> str:
    """Empty where there are no rules."""
    if not found:
        return ""
    named = " ".join(f"{rule.id}:{rule.revision}" for rule in found)
    return hashlib.sha256(named.encode()).hexdigest()[:16]
