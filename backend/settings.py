"""Every setting of the system, typed and described; read from the environment once, at start."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from backend.errors import ConfigurationError

PREFIX = "CREDENZA_"

MilvusBackend = Literal["lite", "cpu", "gpu"]
ExecutionProvider = Literal["auto", "cpu", "cuda"]


def _split(value: Any) -> Any:
    """Environment variables hold lists as comma-separated text."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


class Settings(BaseSettings):
    """Frozen. Built by `load_settings` in a process, directly in a test."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    # The catalogue
    database_url: str = Field(
        "sqlite:///.credenza/catalogue.db",
        description="SQLAlchemy URL of the catalogue: `sqlite:///…` or `postgresql+psycopg://…`.",
    )

    # The broker
    broker_url: SecretStr = Field(
        SecretStr("redis://127.0.0.1:6379/0"),
        description="Redis or Valkey that carries the work. Wants `noeviction` and an AOF.",
    )
    broker_timeout_seconds: float = Field(
        2.0, gt=0, description="How long connecting to the broker may take."
    )

    # The cache
    cache_url: SecretStr = Field(
        SecretStr(""),
        description="Redis or Valkey that keeps answers and popular listings' vectors; best not "
        "the broker's server, where work must not wait for it. Empty for none.",
    )
    cache_timeout_seconds: float = Field(
        0.05,
        gt=0,
        le=5,
        description="How long the cache may take to answer; slower, and the query goes on without.",
    )
    answer_cache_seconds: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="Age of a kept answer, at most. Listings in it that have changed are seen at "
        "once; a listing that should now be in it, and counts of facets, within this time.",
    )
    answer_cache_slots: int = Field(2_048, ge=1, description="Answers kept, at most.")
    answer_cache_largest_bytes: int = Field(
        65_536,
        ge=1_000,
        description="Largest answer kept, compressed; a page of twelve takes about 4 kB.",
    )
    vector_cache_slots: int = Field(
        8_192,
        ge=1,
        description="Listings whose vectors are kept, at most; about 1 kB each.",
    )

    # The index
    milvus_uri: str = Field("http://127.0.0.1:19530", description="Address of Milvus.")
    milvus_token: SecretStr = Field(
        SecretStr(""), description="`user:password` or API key of Milvus; empty for none."
    )
    milvus_backend: MilvusBackend = Field(
        "lite",
        description="What answers at `MILVUS_URI`: `lite`, `cpu` or `gpu`. Declared, not probed.",
    )
    milvus_gpu_index: Literal["GPU_IVF_FLAT", "GPU_IVF_PQ", "GPU_BRUTE_FORCE"] = Field(
        "GPU_IVF_FLAT", description="Index type built where the backend is `gpu`."
    )
    milvus_interim_index: bool = Field(
        True,
        description="Whether a Milvus server may have an interim index of its own "
        "(`queryNode.segcore.interimIndex.enableIndex`). Declared, not probed; `false` where it is "
        "off makes full searches `exact`.",
    )
    milvus_timeout_seconds: float = Field(10.0, gt=0, description="Deadline of one call to Milvus.")

    # The encoder
    release_dir: Path = Field(
        Path("demo/release"), description="Folder of the model release to serve."
    )
    execution_provider: ExecutionProvider = Field(
        "auto",
        description="`cuda` refuses to serve without a GPU; `auto` takes one if there is one.",
    )
    encoder_threads: int = Field(
        1, ge=1, le=64, description="Threads of one ONNX Runtime session on a CPU."
    )
    encoder_batch_size: int = Field(
        8, ge=1, le=32, description="Shoppers' photos that the model looks at together, at most."
    )
    encoder_wait_seconds: float = Field(
        0.002,
        ge=0,
        le=1,
        description="How long after its coming a photo that found the model busy waits for others "
        "to be looked at with it.",
    )

    # Webhooks and keys
    webhook_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Signing secrets (`whsec_…`), comma-separated; any of them may sign."
    )
    webhook_tolerance_seconds: int = Field(
        300, ge=1, description="How far a webhook's timestamp may be from now."
    )
    delivery_retention_days: int = Field(
        14, ge=7, description="How long webhook delivery ids are remembered, to ignore repeats."
    )
    api_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Bearer keys that may write listings, comma-separated."
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Origins of storefronts whose pages may call the search, comma-separated."
    )

    # Pictures
    image_store: Path = Field(
        Path(".credenza/images"), description="Folder of uploaded pictures (`store://…`)."
    )
    image_timeout_seconds: float = Field(
        15.0, gt=0, description="Time for fetching one picture, redirects included."
    )
    image_max_bytes: int = Field(
        20_000_000, ge=1_000, description="Largest picture accepted, in bytes."
    )
    image_max_pixels: int = Field(
        50_000_000, ge=10_000, description="Largest picture accepted, in pixels."
    )
    image_max_redirects: int = Field(3, ge=0, le=10, description="Redirects followed per picture.")
    image_allowed_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description="Private networks (CIDR, comma-separated) that pictures may come from.",
    )
    photo_max_pixels: int = Field(
        25_000_000, ge=10_000, description="Largest photo accepted from a shopper, in pixels."
    )
    photo_retention_seconds: int = Field(
        86_400, ge=60, description="How long a shopper's photo is kept."
    )

    # The way of a listing
    prediction_min_confidence: float = Field(
        0.5,
        ge=0,
        le=1,
        description="How sure the model must be of a category or style that a merchant left out. "
        "Counts from a listing's next look at its picture on.",
    )
    batch_size: int = Field(32, ge=1, le=32, description="Listings embedded in one task.")
    max_in_flight: int = Field(
        256, ge=1, description="Listings handed to workers and not yet done, at most."
    )
    lease_seconds: int = Field(
        90,
        ge=10,
        description="How long a worker may hold a listing before another takes it over.",
    )
    task_time_limit_seconds: int = Field(
        75, ge=5, description="A task is killed after this long; must be below the lease."
    )
    max_attempts: int = Field(
        6, ge=1, description="Attempts at a listing before it is parked with its error."
    )
    retry_base_seconds: float = Field(
        2.0, gt=0, description="Pause after the first failure; doubles each time, up to 10 minutes."
    )
    relay_interval_seconds: float = Field(
        2.0, gt=0, description="How often the outbox is looked at when no nudge came."
    )
    reconcile_interval_seconds: float = Field(
        300.0, gt=0, description="How often catalogue and index are compared and repaired."
    )

    # The way of a query
    decode_timeout_seconds: float = Field(
        5.0,
        gt=0,
        description="Time a query has for unpacking its photo. This and the next three include "
        "waiting for a turn; what takes longer is answered with 503 and `Retry-After`.",
    )
    embed_timeout_seconds: float = Field(
        5.0, gt=0, description="Time a query has for the model to look at its photo."
    )
    search_timeout_seconds: float = Field(
        2.0, gt=0, description="Time a query has for all that it asks of Milvus."
    )
    catalogue_timeout_seconds: float = Field(
        5.0, gt=0, description="Time a query has for all that it reads from the catalogue."
    )
    search_at_once: int = Field(
        12,
        ge=1,
        description="Searches of one API process that Milvus has at the same time; a room or "
        "several categories ask for a few at once.",
    )
    search_queue: int = Field(
        6, ge=0, description="Searches that may wait for that; more are answered with 503 at once."
    )
    recall_sample: float = Field(
        0.01,
        ge=0,
        le=1,
        description="Share of the searches that are run again in the background, exactly, to "
        "measure how many of the nearest are found; `0` for none.",
    )
    photos_at_once: int = Field(
        8,
        ge=1,
        description="Photos of one API process that are unpacked, looked at or waiting for it at "
        "the same time; more are answered with 503 at once.",
    )
    photo_fetches_at_once: int = Field(
        4,
        ge=1,
        description="Photos that one API process fetches at the same time; more are answered with "
        "503 at once.",
    )

    query_recording_share: float = Field(
        0.05,
        ge=0,
        le=1,
        description="Share of the searches by listings that is recorded, to rehearse rules with: "
        "ids and filters, nothing of who asks. 0 records none.",
    )
    rehearsal_timeout_seconds: float = Field(
        10.0, gt=0, description="Time for rehearsing a rule; then it tells what it knows by then."
    )

    # The API
    host: str = Field("127.0.0.1", description="Address the API listens on.")
    port: int = Field(8700, ge=1, le=65_535, description="Port the API listens on.")
    request_threads: int = Field(
        32,
        ge=1,
        le=256,
        description="Requests one API process works on at the same time; must be above the sum of "
        "the three `…_AT_ONCE` and `SEARCH_QUEUE`, so that slow searches and photos never stop all "
        "else.",
    )
    metrics_key: SecretStr = Field(
        SecretStr(""),
        description="Bearer key that may read `/metrics`; empty, it is not served.",
    )
    max_body_bytes: int = Field(
        1_000_000, ge=1_000, description="Largest JSON body accepted, in bytes."
    )
    demo_dir: Path | None = Field(
        None, description="Folder of the demo catalogue; set, the API serves the demo shop."
    )
    log_format: Literal["json", "console"] = Field("json", description="How log lines look.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severe log line written."
    )

    @field_validator("webhook_secrets", "api_keys", "allowed_origins", mode="before")
    @classmethod
    def _comma_separated(cls, value: Any) -> Any:
        return _split(value)

    @field_validator("image_allowed_networks", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        parts = _split(value)
        return tuple(ip_network(part) if isinstance(part, str) else part for part in parts)

    @field_validator("request_threads")
    @classmethod
    def _threads_to_spare(cls, value: int, info: Any) -> int:
        taken = ("search_at_once", "search_queue", "photos_at_once", "photo_fetches_at_once")
        if all(name in info.data for name in taken):
            most = sum(info.data[name] for name in taken)
            if value <= most:
                raise ValueError(f"must be above {most}, the sum of {', '.join(taken).upper()}")
        return value

    @field_validator("task_time_limit_seconds")
    @classmethod
    def _limit_below_lease(cls, value: int, info: Any) -> int:
        lease = info.data.get("lease_seconds")
        if lease is not None and value >= lease:
            raise ValueError(f"must be below LEASE_SECONDS ({lease})")
        return value


def load_settings() -> Settings:
    """Settings from the environment.

    Raises `ConfigurationError` naming each variable that is not acceptable, without its value:
    it may be a secret.
    """
    try:
        return Settings()  # type: ignore[call-arg]  # every field has a default
    except ValidationError as error:
        wrong = "; ".join(
            f"{PREFIX}{'_'.join(str(part) for part in item['loc'][:1]).upper()}: {item['msg']}"
            for item in error.errors(include_input=False)
        )
        raise ConfigurationError(f"Settings are not valid: {wrong}") from None
