"""What each ingredient of a run is worth: heads and maps trained anew without it, and measured.

The backbone is the run's in all variants. It was trained with every ingredient, and what one gave
to the backbone stays: the figures say what it is worth to the heads.
"""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import torch
from msgspec import structs
from rich.console import Console
from rich.progress import track
from torch import nn

from backend.dataset.read import Dataset
from backend.dataset.records import Split
from backend.encoder.acceptance import HEADLINES
from backend.encoder.manifest import FORMAT, Manifest, Provenance
from backend.encoder.release import Release
from backend.errors import ConfigurationError
from backend.images.resize import Preprocessing
from backend.training.answers import answers_of
from backend.training.calibrate import HeadCalibration, calibrate_heads, calibrate_scores
from backend.training.config import TrainingConfig
from backend.training.corpus import Corpus, read_corpus
from backend.training.diagnosis.ablation import Variant, read_ablation
from backend.training.evaluation.evaluate import evaluate_release
from backend.training.evaluation.questions import MOST_ROOMS
from backend.training.evaluation.result import Evaluation
from backend.training.export import INPUT
from backend.training.finished_run import FinishedRun, open_run
from backend.training.fitting import optimizer_of, weighed
from backend.training.network import Network
from backend.training.outputs import attribute_outputs, vector_outputs
from backend.training.phases import rate_at
from backend.training.release import Served, pair_maps
from backend.training.remembered import FeatureMemory, NetworkEncoder, Remembering
from backend.training.sampling import Sampler
from backend.training.step import Step
from backend.training.variants import Without


def ablate(
    folder: Path,
    dataset: Dataset,
    file: Path,
    *,
    variants: Sequence[Without],
    split: Split,
    steps: int,
    console: Console,
    rooms: int = MOST_ROOMS,
) -> list[Variant]:
    """Train and measure those `variants` of the run in `folder` that `file` does not hold yet.

    `file` is written after each. Raises `ConfigurationError` for a run that is not finished or of
    another data set, and for a file with figures of another run, split or number of steps.
    """
    run = open_run(folder, dataset, console)
    origin = f"run {run.digest[:16]}, {steps} steps, split {split}, at most {rooms} rooms"
    found = measured_before(file, origin)
    kept = read_corpus(dataset, "validation", bad_rows=run.config.bad_rows, console=console)
    memory = FeatureMemory(run.network)
    with tempfile.TemporaryDirectory(prefix="ablation-") as vectors:
        for number, without in enumerate(variants, start=1):
            if without.name in found:
                continue
            title = f"{number}/{len(variants)} {without.name}"
            config = without.config(run.config)
            network = learned(run, without, steps, title, console)
            evaluation = _measured(
                network,
                memory,
                config,
                dataset,
                kept,
                Path(vectors),
                name=without.name,
                split=split,
                rooms=rooms,
                console=console,
            )
            found[without.name] = _figures(without.name, evaluation, origin)
            _write(file, list(found.values()))
    return list(found.values())


def measured_before(file: Path, origin: str) -> dict[str, Variant]:
    """The file's variants by name, none if there is no file.

    Raises `ConfigurationError` if any is not of this `origin`: figures would not compare.
    """
    if not file.exists():
        return {}
    variants = read_ablation(file)
    for each in variants:
        if each.origin != origin:
            raise ConfigurationError(
                f"{file} holds figures of {each.origin or 'an unknown run'}, not of {origin}: they"
                " would not compare. Choose another file."
            )
    return {each.variant: each for each in variants}


def learned(
    run: FinishedRun, without: Without, steps: int, title: str, console: Console
) -> Network:
    """The run's network with heads and maps that were trained in the manner of its last phase."""
    config, corpus = without.config(run.config), without.corpus(run.corpus)
    network = copy.deepcopy(run.network)
    network.matching.own.requires_grad_(config.pair_maps)
    phase = structs.replace(run.last, steps=steps)
    number = len(config.phases) - 1
    step = Step(network, None, corpus, config)
    sampler = Sampler(corpus, config.sampling, config.seed)
    optimizer = optimizer_of(network, (), phase, config.weight_decay)
    network.train()
    for at in track(range(steps), title, console=console):
        batch = sampler.batch(phase.draws, number, at, 0)
        # What is dropped out is the same in all variants too.
        torch.manual_seed(hash((config.seed, number, at)) & 0x7FFFFFFF)
        for group in optimizer.param_groups:
            group["lr"] = group["initial"] * rate_at(at, phase.steps, phase.warm_up)
        losses = step(batch, None, run.bank.features(batch.pictures, batch.seeds))
        loss = weighed(losses, config.weights)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"The loss is {float(loss)} in step {at} of {title}.")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
    return network.eval()


def _measured(
    network: Network,
    memory: FeatureMemory,
    config: TrainingConfig,
    dataset: Dataset,
    kept: Corpus,
    out: Path,
    *,
    name: str,
    split: Split,
    rooms: int,
    console: Console,
) -> Evaluation:
    """As a release would be: calibrated on the listings `kept` from training."""
    remembering = Remembering(memory, network.heads)
    answers = answers_of(
        remembering,
        dataset,
        kept,
        size=config.size,
        shares=config.shares,
        console=console,
    )
    heads, maps = calibrate_heads(answers), pair_maps(network.matching)
    release = f"ablation-{name.replace(' ', '-')}"
    manifest = manifest_of(config, heads, release, dataset.info.name)
    return evaluate_release(
        Release(
            directory=out,
            manifest=manifest,
            matching=maps,
            calibration=calibrate_scores(answers, answers.visual[:0], maps, config.seed),
        ),
        NetworkEncoder(Served(remembering, heads, config.shares), manifest),
        dataset,
        out,
        split=split,
        outside=None,
        backbone=None,
        ceiling=None,
        rooms=rooms,
        threads=1,  # of an untouched backbone, which is not asked
        console=console,
    )


def manifest_of(
    config: TrainingConfig, heads: HeadCalibration, release: str, dataset: str
) -> Manifest:
    """What would be written beside the variant, if it were."""
    preprocessing = Preprocessing(size=config.size)
    return Manifest(
        format=FORMAT,
        release=release,
        created_at=datetime.now(UTC),
        files={},
        preprocessing=preprocessing,
        preprocessing_hash=preprocessing.digest,
        input=INPUT,
        outputs=vector_outputs(config),
        attributes=attribute_outputs(heads),
        taxonomy=None,
        provenance=Provenance(weights="", license="", trained_on=dataset),
        quality={},
    )


def _figures(name: str, evaluation: Evaluation, origin: str) -> Variant:
    told = {
        headline.name: evaluation.figures[headline.name].model
        for headline in HEADLINES
        if headline.name in evaluation.figures
    }
    return Variant(
        variant=name,
        figures={figure: round(each.value, 4) for figure, each in told.items()},
        low={figure: round(each.low, 4) for figure, each in told.items()},
        high={figure: round(each.high, 4) for figure, each in told.items()},
        origin=origin,
    )


def _write(file: Path, variants: Sequence[Variant]) -> None:
    """Beside, then renamed: a run that is stopped meanwhile loses nothing."""
    content: Any = msgspec.json.format(msgspec.json.encode(variants), indent=2)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    beside.write_bytes(content + b"\n")
    beside.replace(file)
