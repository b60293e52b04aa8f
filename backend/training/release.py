"""From a trained network to a release: calibrate, export, and check that all of it agrees."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console
from torch import Tensor, nn

from backend.dataset.read import Dataset
from backend.encoder import calibration as calibrations
from backend.encoder.manifest import (
    CALIBRATION_FILE,
    MATCHING_FILE,
    PARITY_FILE,
    STATED_FILE,
    Manifest,
    Provenance,
    attribute_output,
    write_bundle,
)
from backend.encoder.matching import PairMaps
from backend.encoder.parity import MOST_PICTURES, Drift, check_parity, reference
from backend.encoder.session import Encoder
from backend.errors import ConfigurationError
from backend.images.decode import decode
from backend.images.load import prepare
from backend.images.resize import Preprocessing
from backend.taxonomy import CATEGORIES
from backend.training.answers import answers_of, gallery_of
from backend.training.calibrate import HeadCalibration, calibrate_heads, calibrate_scores
from backend.training.config import Shares, TrainingConfig
from backend.training.corpus import Corpus, read_corpus
from backend.training.export import INPUT, export_onnx
from backend.training.features import LIMITS
from backend.training.network import ATTRIBUTES, PIECE, ROOM, SEVERAL, Matching, Network
from backend.training.outputs import STYLE, VISUAL, attribute_outputs, vector_outputs
from backend.training.run_config import Begun
from backend.training.stated import fit_stated, with_stated
from backend.training.visual import visual_of

OTHERS: Final = 4096
"""Listings of the training split that visual scores are calibrated among, besides those of the
validation split."""

_QUALITY: Final = 80
"""Of the pictures that a release is checked with, as WebP: it decodes to the same pixels
everywhere."""


class Exported(Struct, frozen=True, kw_only=True):
    """`release` is what is served, `full` beside it has weights as float32; `drift` has the largest
    differences from PyTorch to each, over the whole way that pictures go in serving. `too_coarse`
    says why the weights of `release` are not float16; None where they are."""

    release: Manifest
    full: Manifest
    drift: dict[str, Drift]
    too_coarse: str | None


class Served(nn.Module):
    """The network as it is served: letterboxed uint8 (n, s, s, 3) to unit vectors `visual` and
    `style` and calibrated probabilities of each attribute, in the order of `names`."""

    def __init__(self, network: nn.Module, heads: HeadCalibration, shares: Shares) -> None:
        super().__init__()
        self.network = network
        self.temperatures = heads.temperatures
        self.shares = shares

    names = (VISUAL, STYLE, *(attribute_output(name) for name in ATTRIBUTES))

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        outputs = self.network(pictures)
        told = []
        for name in ATTRIBUTES:
            logits = outputs.logits[name] / self.temperatures[name]
            told.append(logits.sigmoid() if name in SEVERAL else logits.softmax(dim=1))
        return visual_of(outputs, self.shares), outputs.style, *told


def make_release(
    network: Network,
    config: TrainingConfig,
    dataset: Dataset,
    folder: Path,
    *,
    license: str,
    origin: str,
    console: Console,
    begun: Begun | None = None,
    created_at: datetime | None = None,
) -> Exported:
    """Write `folder/release` and `folder/release-float32`. Weights of the former are float16,
    unless that alone makes answers differ by more than a release's may: of a network that has
    hardly learned anything, or whose probabilities are steep. `begun` is the release that the
    network began from.

    Calibrates on the validation split, visual scores among listings of the training split too, and
    finds there what a merchant's word is worth: those of `begun`, or others.
    Raises `ConfigurationError` if a release's answers are not the network's.
    """
    network = network.to("cpu").eval()
    require_validation(dataset)
    kept = read_corpus(dataset, "validation", bad_rows=config.bad_rows, console=console)
    answers = answers_of(
        network, dataset, kept, size=config.size, shares=config.shares, console=console
    )
    heads = calibrate_heads(answers)
    maps = pair_maps(network.matching)
    learned = read_corpus(dataset, "train", bad_rows=config.bad_rows, console=console)
    others = gallery_of(
        network,
        dataset,
        learned,
        OTHERS,
        seed=config.seed,
        size=config.size,
        shares=config.shares,
        console=console,
    )
    words = None if begun is None else begun.stated
    stated = fit_stated(learned, others, answers, heads, maps, config.seed, begun=words)
    scores = calibrate_scores(with_stated(answers, heads, stated), others.visual, maps, config.seed)
    served = Served(network, heads, config.shares).eval()
    extra = {
        MATCHING_FILE: maps.packed(),
        CALIBRATION_FILE: calibrations.packed(scores),
        PARITY_FILE: _reference(served, dataset, kept, config.size),
    }
    if stated is not None:
        extra[STATED_FILE] = stated.packed()
    drift: dict[str, Drift] = {}

    def written(name: str, *, half: bool) -> Manifest:
        with console.status(f"Exporting {name}"):
            manifest = write_bundle(
                folder / name,
                export_onnx(served, config.size, Served.names, half=half),
                name=_name(config),
                preprocessing=Preprocessing(size=config.size),
                input_name=INPUT,
                outputs=vector_outputs(config),
                attributes=attribute_outputs(heads),
                provenance=_provenance(config, dataset, license, origin, begun),
                quality={},
                extra=extra,
                created_at=created_at,
            )
            drift[name] = check_parity(folder / name, Encoder.load(folder / name, "cpu"))
        return manifest

    full = written("release-float32", half=False)
    too_coarse = None
    try:
        release = written("release", half=True)
    except ConfigurationError as error:  # the graph is right: only its weights are rounded
        too_coarse = error.detail
        release = written("release", half=False)
    return Exported(release=release, full=full, drift=drift, too_coarse=too_coarse)


def require_validation(dataset: Dataset) -> None:
    """Raise `ConfigurationError` if there is nothing to calibrate on; worth knowing before an hour
    of training."""
    if not any(row.split == "validation" and row.images for row in dataset.listings()):
        raise ConfigurationError(
            "Calibration needs listings with pictures in the validation split, and the data set has"
            " none."
        )


def pair_maps(matching: Matching) -> PairMaps:
    """The query-side maps as serving has them, scores in log-odds. A pair that was never trained
    is left out: it has the shared map."""
    scale = matching.scale.detach().numpy()
    shared = matching.shared.detach().numpy()
    own = matching.own.detach().numpy()

    def weights(kind: int) -> dict[tuple[str, str], NDArray[np.float32]]:
        return {
            (source, target): (scale[kind] * (shared[kind] + own[kind, i, j])).astype(np.float32)
            for i, source in enumerate(CATEGORIES)
            for j, target in enumerate(CATEGORIES)
            if own[kind, i, j].any()
        }

    return PairMaps(
        basis=matching.bases.detach().numpy().astype(np.float32),
        shared=(scale[PIECE] * shared[PIECE]).astype(np.float32),
        pairs=weights(PIECE),
        room_shared=(scale[ROOM] * shared[ROOM]).astype(np.float32),
        room_pairs=weights(ROOM),
    )


def _reference(served: Served, dataset: Dataset, corpus: Corpus, size: int) -> bytes:
    """Pictures spread over those that the release was calibrated on, with PyTorch's answers."""
    count = min(MOST_PICTURES, len(corpus.pictures))
    chosen = np.linspace(0, len(corpus.pictures) - 1, count).astype(int)
    encoded = []
    for number in chosen:
        file = dataset.image(corpus.pictures[number].path)
        image = decode(file.read_bytes(), limits=LIMITS)
        image.thumbnail((size, size), Image.Resampling.BICUBIC)
        stream = io.BytesIO()
        image.save(stream, "WEBP", quality=_QUALITY, method=4)
        encoded.append(stream.getvalue())
    pictures = np.stack([prepare(each, limits=LIMITS, size=size) for each in encoded])
    with torch.no_grad():
        told = served(torch.from_numpy(pictures))
    outputs: Mapping[str, NDArray[Any]] = {
        name: rows.numpy() for name, rows in zip(Served.names, told, strict=True)
    }
    return reference(encoded, outputs)


def _name(config: TrainingConfig) -> str:
    """What the release is called: its backbone, without folders, in letters that an id may have."""
    name = Path(config.backbone).name.lower()
    return "".join(each if each.isalnum() else "-" for each in name)[:40].strip("-")


def _provenance(
    config: TrainingConfig, dataset: Dataset, license: str, origin: str, begun: Begun | None
) -> Provenance:
    trained_on = described(dataset)
    chosen: dict[str, Any] = msgspec.to_builtins(config)
    # A folder's path says nothing to others.
    chosen["backbone"] = Path(config.backbone).name
    if begun is not None:
        before = begun.manifest
        chosen["begin_from"] = before.release
        trained_on += f"; before that, as {before.release}: {before.provenance.trained_on}"
    return Provenance(weights=origin, license=license, trained_on=trained_on, config=chosen)


def described(dataset: Dataset) -> str:
    """What a manifest says that something was learned from."""
    info = dataset.info
    made = info.generator
    by = f"; {made.name} {made.version}, seed {made.seed}" if made is not None else ""
    counts = ", ".join(f"{count} {name}" for name, count in sorted(info.counts.items()))
    return f"{info.name} ({info.licence}{by}): {counts}"
