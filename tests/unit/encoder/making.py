"""Small parts of releases, with numbers drawn at random."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from backend.encoder.manifest import Manifest, write_bundle
from backend.encoder.matching import PairMaps

PAIRS = (("sofa", "rug"), ("rug", "sofa"), ("desk", "desk"))


def pair_maps(k: int = 3, d: int = 4, seed: int = 0) -> PairMaps:
    rng = np.random.default_rng(seed)
    return PairMaps(
        basis=rng.normal(size=(k, d, d)).astype(np.float32),
        shared=rng.normal(size=k).astype(np.float32),
        pairs={pair: rng.normal(size=k).astype(np.float32) for pair in PAIRS},
    )


def webp_pictures(count: int, seed: int = 0) -> list[bytes]:
    """Encoded pictures of random coarse patterns, of different shapes."""
    rng = np.random.default_rng(seed)
    encoded = []
    for number in range(count):
        coarse = rng.integers(0, 256, (6, 4 + number % 5, 3), dtype=np.uint8)
        picture = Image.fromarray(coarse).resize((90, 60), Image.Resampling.BICUBIC)
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=80)
        encoded.append(buffer.getvalue())
    return encoded


def bundle_like(
    manifest: Manifest,
    directory: Path,
    model: bytes,
    *,
    name: str,
    extra: Mapping[str, bytes],
    quality: Mapping[str, float] | None = None,
) -> Path:
    """A release whose model gives what the manifest says, and other files beside it."""
    write_bundle(
        directory,
        model,
        name=name,
        preprocessing=manifest.preprocessing,
        input_name=manifest.input,
        outputs=manifest.outputs,
        attributes=manifest.attributes,
        provenance=manifest.provenance,
        quality=quality or {},
        extra=extra,
    )
    return directory
