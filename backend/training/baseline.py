"""The first release: a pretrained backbone, shortened by a projection fitted without labels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from msgspec import Struct
from rich.console import Console

from backend.encoder.manifest import Manifest, Provenance, VectorOutput, write_bundle
from backend.encoder.session import Encoder
from backend.errors import ConfigurationError
from backend.images.resize import Preprocessing
from backend.training.export import INPUT, VISUAL, PooledBackbone, ProjectedBackbone, export_onnx
from backend.training.features import load_backbone, pictures_in_batches, pooled_features
from backend.training.projection import WHITENING, Floats, Projection, fit_projection, unit
from backend.training.retrieval import RetrievalSet, color_histogram, compared

SIZE: Final = 224
PARITY_PICTURES: Final = 64
LARGEST_DRIFT: Final = 1e-3
"""Cosine distance allowed between PyTorch and the exported graph."""


class BaselineReport(Struct, frozen=True, kw_only=True):
    """What was built; `manifest.quality` holds the figures."""

    manifest: Manifest
    pictures: int
    model_bytes: int


def build_baseline(
    weights: str | Path,
    pictures: Sequence[Path],
    out: Path,
    *,
    dimension: int = 128,
    size: int = SIZE,
    checks: Sequence[RetrievalSet] = (),
    origin: str | None = None,
    license: str = "Apache-2.0",
    console: Console | None = None,
) -> BaselineReport:
    """Fit a projection on `pictures`, export, verify, measure on `checks`, write to `out`.

    `weights` is a folder or a name on the hub; `origin` and `license` say in the manifest what
    they are. Equal inputs give an equal model. Raises `ConfigurationError` if the weights cannot
    be had, the pictures are too few, or the exported graph differs from the model.
    """
    console = console or Console(stderr=True)
    if len(pictures) <= dimension:
        raise ConfigurationError(
            f"{dimension} dimensions need more than {dimension} pictures, not {len(pictures)}."
        )
    pooled = PooledBackbone(load_backbone(weights))
    features = _features(pooled, pictures, size, console)
    projection = fit_projection(features, dimension)
    console.print("Exporting the graph")
    model = export_onnx(ProjectedBackbone(pooled, projection), size)
    write = partial(
        write_bundle,
        model=model,
        name=f"mobilenetv2-pca{dimension}",
        preprocessing=Preprocessing(size=size),
        input_name=INPUT,
        outputs={VISUAL: VectorOutput(dimension=dimension)},
        provenance=Provenance(
            weights=origin or Path(weights).name,
            license=license,
            projection=f"square roots, centred principal components, whitening {WHITENING}",
            fitted_on=f"{len(pictures)} pictures, no labels; SHA-256 {_digest(pictures)}",
        ),
    )
    with TemporaryDirectory() as scratch:
        write(Path(scratch), quality={})
        encoder = Encoder.load(Path(scratch), "cpu")
        quality = _drift(encoder, projection, features, pictures, size, console)
        for check in checks:
            quality |= _measured(check, encoder, pooled, size, console)
    manifest = write(out, quality=quality)
    return BaselineReport(manifest=manifest, pictures=len(pictures), model_bytes=len(model))


def _features(
    pooled: PooledBackbone, pictures: Sequence[Path], size: int, console: Console
) -> Floats:
    batches = pictures_in_batches(pictures, size, console, "Features to fit on")
    return np.concatenate([pooled_features(pooled, batch) for batch in batches])


def _drift(
    encoder: Encoder,
    projection: Projection,
    features: Floats,
    pictures: Sequence[Path],
    size: int,
    console: Console,
) -> dict[str, float]:
    """The largest cosine distance between what PyTorch and ONNX Runtime make of a picture."""
    asked = np.unique(np.linspace(0, len(pictures) - 1, PARITY_PICTURES).astype(int))
    paths = [pictures[position] for position in asked]
    batches = pictures_in_batches(paths, size, console, "Exported against original")
    exported = np.concatenate([encoder.encode(batch)[VISUAL] for batch in batches])
    original = projection.apply(features[asked])
    drift = float((1 - (exported * original).sum(axis=1)).max())
    if drift > LARGEST_DRIFT:
        raise ConfigurationError(
            f"The exported graph differs from the model by {drift:.2g} in cosine distance; "
            f"at most {LARGEST_DRIFT} is allowed."
        )
    return {"export.largest_cosine_distance": max(0.0, drift), "export.pictures": len(asked)}


def _measured(
    check: RetrievalSet, encoder: Encoder, pooled: PooledBackbone, size: int, console: Console
) -> dict[str, float]:
    """The release on one check, beside the features it shortens and colours alone."""
    paths = [shot.path for shot in check.shots]
    kinds: dict[str, list[Floats]] = {"visual": [], "unprojected": [], "colors": []}
    for batch in pictures_in_batches(paths, size, console, f"Measuring on {check.name}"):
        kinds["visual"].append(encoder.encode(batch)[VISUAL])
        kinds["unprojected"].append(unit(pooled_features(pooled, batch)))
        kinds["colors"].append(color_histogram(batch))
    return compared(check, {kind: np.concatenate(rows) for kind, rows in kinds.items()})


def _digest(pictures: Sequence[Path]) -> str:
    """SHA-256 over the files' own, in order."""
    total = hashlib.sha256()
    for path in pictures:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
