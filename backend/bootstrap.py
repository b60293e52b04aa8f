"""The composition root: everything a process needs, built from the settings in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from backend.cache.caches import Caches, caches_of
from backend.catalogue.database import Database
from backend.catalogue.releases import Release
from backend.clock import Clock, utc_now
from backend.dispatch import CeleryDispatcher, Dispatcher
from backend.encoder.manifest import read_manifest
from backend.encoder.microbatch import BatchingEncoder, batches_at_once
from backend.encoder.port import Encodes
from backend.encoder.release import open_release
from backend.encoder.session import Encoder
from backend.encoder.source import EncoderSource
from backend.errors import ConfigurationError
from backend.images.decode import DecodeLimits
from backend.images.fetch import FetchLimits, ImageFetcher
from backend.images.store import ImageStore
from backend.index.milvus import MilvusIndex
from backend.index.port import VectorIndex
from backend.ingest.pictures import Fetches
from backend.metrics import Metrics
from backend.search.budget import Limits, limits_of
from backend.search.helpers import Helpers, helpers_of
from backend.search.kept_looks import KeptLooks
from backend.search.recall_meter import RecallMeter
from backend.search.recording import Recorder
from backend.search.rules.live import LiveRules
from backend.search.selectivity import Selectivity
from backend.search.shelf import Shelf
from backend.settings import Settings
from backend.webhooks.standard import StandardWebhooks


@dataclass(frozen=True, kw_only=True)
class Services:
    """One per process. Nothing connects or loads before it is first used."""

    settings: Settings
    database: Database
    index: VectorIndex
    encoders: EncoderSource
    store: ImageStore
    fetcher: Fetches
    decode_limits: DecodeLimits
    webhooks: StandardWebhooks
    dispatcher: Dispatcher
    clock: Clock
    limits: Limits
    rules: LiveRules
    recorder: Recorder
    caches: Caches
    selectivity: Selectivity
    metrics: Metrics
    recall_meter: RecallMeter
    shelf: Shelf
    looks: KeptLooks
    helpers: Helpers

    def live_release(self) -> Release:
        """The release that serves. Raises `ConfigurationError` when none was activated yet."""
        release = self.shelf.live_release()
        if release is None:
            raise ConfigurationError("No release is live yet: run `credenza release activate`.")
        return release

    def close(self) -> None:
        self.dispatcher.close()
        self.recall_meter.close()
        self.selectivity.close()
        self.recorder.close()
        self.helpers.close()
        if isinstance(self.fetcher, ImageFetcher):
            self.fetcher.close()
        if isinstance(self.index, MilvusIndex):
            self.index.close()
        self.caches.close()
        self.database.close()


def build(settings: Settings, *, serving: bool = False) -> Services:
    """The real thing; tests build `Services` themselves, with other parts where they must.

    A process that is `serving` shoppers looks at the photos of several together, and waits no
    longer for the catalogue than a query may take.
    """
    store = ImageStore(settings.image_store)
    metrics = Metrics()
    database = _database(settings, serving=serving)
    index = _index(settings)
    return Services(
        settings=settings,
        database=database,
        index=index,
        encoders=EncoderSource(
            load=lambda: _encoder(settings, serving=serving),
            read_manifest=lambda: read_manifest(settings.release_dir),
            read_bundle=lambda: open_release(settings.release_dir),
        ),
        store=store,
        fetcher=ImageFetcher(
            FetchLimits(
                timeout_seconds=settings.image_timeout_seconds,
                max_bytes=settings.image_max_bytes,
                max_redirects=settings.image_max_redirects,
                allowed_networks=settings.image_allowed_networks,
            ),
            store,
        ),
        decode_limits=DecodeLimits(
            max_bytes=settings.image_max_bytes, max_pixels=settings.image_max_pixels
        ),
        webhooks=StandardWebhooks(
            [secret.get_secret_value() for secret in settings.webhook_secrets],
            timedelta(seconds=settings.webhook_tolerance_seconds),
        ),
        dispatcher=CeleryDispatcher(settings),
        clock=utc_now,
        limits=limits_of(settings, spent=metrics.spent),
        rules=LiveRules(database),
        recorder=Recorder(database, utc_now, share=settings.query_recording_share),
        caches=caches_of(settings, metrics.looked_up),
        selectivity=Selectivity(database),
        metrics=metrics,
        recall_meter=RecallMeter(index, metrics, share=settings.recall_sample),
        shelf=Shelf(database),
        looks=KeptLooks(database),
        helpers=helpers_of(settings),
    )


def _database(settings: Settings, *, serving: bool) -> Database:
    if not serving:
        return Database(settings.database_url)
    return Database(
        settings.database_url, statement_timeout_seconds=settings.catalogue_timeout_seconds
    )


def _index(settings: Settings) -> MilvusIndex:
    return MilvusIndex(
        settings.milvus_uri,
        token=settings.milvus_token.get_secret_value(),
        backend=settings.milvus_backend,
        timeout_seconds=settings.milvus_timeout_seconds,
        gpu_index=settings.milvus_gpu_index,
        interim_index=settings.milvus_interim_index,
    )


def _encoder(settings: Settings, *, serving: bool) -> Encodes:
    encoder = Encoder.load(
        settings.release_dir, settings.execution_provider, settings.encoder_threads
    )
    if not serving:
        return encoder
    return BatchingEncoder(
        encoder,
        most=settings.encoder_batch_size,
        wait_seconds=settings.encoder_wait_seconds,
        timeout_seconds=settings.embed_timeout_seconds,
        at_once=batches_at_once(encoder.provider, settings.encoder_threads),
    )
