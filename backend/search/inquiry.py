"""One query under way: whom it asks, under which release, and what time it has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.bootstrap import Services
from backend.catalogue import listings
from backend.catalogue.listings import StoredListing
from backend.catalogue.releases import Release
from backend.encoder.release import Release as Bundle
from backend.index.filters import Filter
from backend.index.port import Entry, Found, Mode, Vector
from backend.search.budget import Budget
from backend.search.rules.rule import Rule


@dataclass(frozen=True)
class Inquiry:
    """For one thread. What takes longer than the query may raises `TooSlow`, what cannot be let in
    `Overloaded`, and what is away `IndexUnavailable`.

    `rules` are those in force, the oldest first, and `rules_revision` differs whenever they do.
    `modes` are how its searches were served so far.
    """

    services: Services
    release: Release
    budget: Budget
    rules: tuple[Rule, ...] = ()
    rules_revision: str = ""
    modes: list[Mode] = field(default_factory=list)

    @classmethod
    def begin(cls, services: Services) -> Inquiry:
        """Under the release that is live. Raises `ConfigurationError` where none is."""
        budget = services.limits.begin()
        with budget.stage("catalogue"):
            release = services.live_release()
            ruling = services.rules.at(services.clock())
        return cls(services, release, budget, ruling.rules, ruling.revision)

    @property
    def bundle(self) -> Bundle:
        return self.services.encoders.bundle(self.release.id)

    def search(
        self,
        name: str,
        query: Vector,
        *,
        limit: int,
        where: Filter | None,
        exclude: Sequence[str] = (),
    ) -> Found:
        """As `VectorIndex.search` by the vectors of this name, in the live collection."""
        with self.budget.stage("index") as seconds:
            found = self.services.index.within(seconds).search(
                self.release.collection, name, query, limit=limit, where=where, exclude=exclude
            )
        self.modes.append(found.mode)
        return found

    def entries(self, ids: Sequence[str], *, latest: bool = False) -> dict[str, Entry]:
        """What the live collection holds of these listings."""
        if not ids:
            return {}
        with self.budget.stage("index") as seconds:
            return self.services.index.within(seconds).fetch(
                self.release.collection, ids, latest=latest
            )

    def stored(self, ids: Sequence[str]) -> dict[str, StoredListing]:
        """These listings as the catalogue has them now; those that are not for sale are left
        out."""
        with self.budget.stage("catalogue"), self.services.database.read() as session:
            return listings.get_many(session, ids)
