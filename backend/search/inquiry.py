"""One query under way: whom it asks, under which release, and what time it has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.bootstrap import Services
from backend.catalogue.listings import StoredListing
from backend.catalogue.releases import Release
from backend.encoder.release import Release as Bundle
from backend.index.filters import Filter, matcher
from backend.index.port import Entry, Found, Mode, Vector
from backend.search.budget import Budget
from backend.search.recall_meter import Asked
from backend.search.rules.rule import Rule
from backend.search.shelf import Shelved


@dataclass(frozen=True)
class Inquiry:
    """For the thread that began it and those that help it. What takes longer than the query may
    raises `TooSlow`, what cannot be let in `Overloaded`, and what is away `IndexUnavailable`.

    `rules` are those in force, the oldest first, and `rules_revision` differs whenever they do.
    `modes` are how its searches were served so far.
    """

    services: Services
    release: Release
    budget: Budget
    rules: tuple[Rule, ...] = ()
    rules_revision: str = ""
    modes: list[Mode] = field(default_factory=list)
    known: dict[str, Shelved] = field(default_factory=dict)
    """Every listing that was read for this query, as it was when it was first."""

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
        """As `VectorIndex.search` by the vectors of this name, in the live collection, as far as
        the filter demands it."""
        services, collection = self.services, self.release.collection
        selectivity = services.selectivity.share(where)
        with self.budget.stage("index") as seconds:
            found = services.index.within(seconds).search(
                collection,
                name,
                query,
                limit=limit,
                where=where,
                exclude=exclude,
                selectivity=selectivity,
            )
        services.metrics.searched(found.mode)
        asked = Asked(collection, name, query, limit, where, exclude, selectivity)
        services.recall_meter.served(asked, found)
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
        return {listing_id: each.stored for listing_id, each in self._shelved(ids).items()}

    def matching(self, ids: Sequence[str], where: Filter | None) -> dict[str, StoredListing]:
        """Those of them that match as the catalogue has them now, whatever the index holds."""
        fits = matcher(where)
        return {
            listing_id: each.stored
            for listing_id, each in self._shelved(ids).items()
            if fits(each.scalars)
        }

    def _shelved(self, ids: Sequence[str]) -> dict[str, Shelved]:
        with self.budget.stage("catalogue"):
            found = self.services.shelf.get_many(ids)
        for listing_id, each in found.items():
            self.known.setdefault(listing_id, each)
        return found
