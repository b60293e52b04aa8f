"""How the service is doing, and the values its attributes may take."""

from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency

from backend import taxonomy
from backend.api.schemas import StatusView, TaxonomyView
from backend.bootstrap import Services
from backend.catalogue import listings
from backend.errors import ConfigurationError, EncoderUnavailable


class Service(Controller):
    tags = ("Service",)

    @get(
        "/v1/taxonomy", operation_id="getTaxonomy", summary="Attribute values", sync_to_thread=False
    )
    def taxonomy(self) -> TaxonomyView:
        """Every value that a category, colour, material or style may have."""
        return TaxonomyView(
            taxonomy.CATEGORIES, dict(taxonomy.COLORS), taxonomy.MATERIALS, taxonomy.STYLES
        )

    @get(
        "/v1/status", operation_id="getStatus", summary="Progress and release", sync_to_thread=True
    )
    def status(self, services: NamedDependency[Services]) -> StatusView:
        """How much of the catalogue can be found, and by which model."""
        with services.database.read() as session:
            counts = listings.count(session)
        release = services.live_release()
        return StatusView(
            listings=counts.listings,
            indexed=counts.indexed,
            pending=counts.pending,
            parked=counts.parked,
            release=release.id,
            provider=services.encoders.get(release.id).provider,
        )

    @get("/health/live", operation_id="isAlive", sync_to_thread=False, include_in_schema=False)
    def live(self) -> dict[str, str]:
        return {"status": "alive"}

    @get("/health/ready", operation_id="isReady", sync_to_thread=True, include_in_schema=False)
    def ready(self, services: NamedDependency[Services]) -> dict[str, str]:
        """200 when a query could be answered now; what is missing otherwise, as a 503."""
        try:
            release = services.live_release()
            services.encoders.get(release.id)
        except ConfigurationError as error:
            raise EncoderUnavailable(error.detail) from None
        services.index.within(services.settings.search_timeout_seconds).ping()
        return {"status": "ready", "release": release.id}
