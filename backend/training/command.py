"""`credenza train`: from a data set to a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from backend.errors import ConfigurationError

if TYPE_CHECKING:
    from backend.training.config import TrainingConfig

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def train() -> None:
    """Train the matching model, and see what each part of it is worth."""
    try:
        import torch  # noqa: F401
    except ImportError:
        raise ConfigurationError("Training needs PyTorch: pip install 'credenza[train]'.") from None


@train.command()
@click.option("--dataset", "dataset_dir", type=_FOLDER, required=True, help="A data set's folder.")
@click.option("--out", type=_FOLDER, required=True, help="Gets checkpoints, log.csv and release/.")
@click.option("--config", "config_file", type=_FILE, help="JSON; what it leaves out is default.")
@click.option(
    "--backbone", help="A folder, or a name on the hub; the configuration's if not given."
)
@click.option(
    "--begin-from",
    type=_FOLDER,
    help="A release whose weights to begin with; the backbone's alone if not given.",
)
@click.option("--seed", type=int, help="The configuration's if not given.")
@click.option(
    "--bad-rows",
    type=click.FloatRange(0, 1),
    help="Share of pictures that may be unusable; the configuration's if not given.",
)
@click.option("--threads", type=click.IntRange(1), help="Of the processor; all if not given.")
@click.option("--cpu", is_flag=True, help="Leave a GPU alone.")
@click.option(
    "--origin",
    help="Where the backbone's weights are from, as the release will say; its own name, or what"
    " --begin-from says, if not given.",
)
@click.option(
    "--license", help="Of those weights; Apache-2.0, or what --begin-from says, if not given."
)
def run(
    dataset_dir: Path,
    out: Path,
    config_file: Path | None,
    backbone: str | None,
    begin_from: Path | None,
    seed: int | None,
    bad_rows: float | None,
    threads: int | None,
    cpu: bool,
    origin: str | None,
    license: str | None,
) -> None:
    """Train on a data set's training split and export a release.

    Stopped by Ctrl-C, the same command goes on where it was. With several GPUs:
    `torchrun --nproc-per-node 4 -m backend.cli train run …`.
    """
    from rich.console import Console

    from backend.dataset.read import open_dataset
    from backend.training.device import open_device
    from backend.training.release import make_release, require_validation
    from backend.training.run_config import begun_from
    from backend.training.train import train as learn

    config = _config(
        config_file,
        backbone=backbone,
        begin_from=None if begin_from is None else str(begin_from),
        seed=seed,
        bad_rows=bad_rows,
    )
    begun = begun_from(out, config)
    if begun is not None:
        origin = origin or begun.manifest.provenance.weights
        license = license or begun.manifest.provenance.license
    dataset = open_dataset(dataset_dir)
    require_validation(dataset)
    console = Console(stderr=True)
    try:
        with open_device(threads=threads, cpu=cpu) as device:
            trained = learn(config, dataset, out, device=device, console=console)
            if not device.leads:
                return
            exported = make_release(
                trained.network,
                config,
                dataset,
                out,
                license=license or "Apache-2.0",
                origin=origin or Path(config.backbone).name,
                console=console,
                begun=begun,
            )
    except KeyboardInterrupt:
        raise click.ClickException(
            "Stopped; what is learned is kept, and the same command goes on from here."
        ) from None
    for skipped in trained.corpus.skipped:
        console.print(f"Left out: {skipped}")
    if exported.too_coarse:
        console.print(f"Its weights are kept as float32, not as float16: {exported.too_coarse}")
    click.echo(
        f"{out / 'release'}: {exported.release.release}, trained in"
        f" {trained.seconds / 60:.0f} minutes on {len(trained.corpus.ids)} listings,"
        f" {len(trained.corpus.skipped)} pictures left out."
    )


@train.command()
@click.option("--release", "release_dir", type=_FOLDER, required=True, help="A release's folder.")
@click.option(
    "--dataset",
    "dataset_dirs",
    type=_FOLDER,
    required=True,
    multiple=True,
    help="A data set's folder; may be given several times. The first one says what is gained.",
)
@click.option("--out", type=_FOLDER, required=True, help="Gets vectors/ and release/.")
@click.option("--steps", type=click.IntRange(1), default=800, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--bad-rows",
    type=click.FloatRange(0, 1),
    default=0.02,
    show_default=True,
    help="Share of pictures that may be unusable.",
)
@click.option(
    "--threads", type=click.IntRange(1), default=1, show_default=True, help="For the pictures."
)
def matching(
    release_dir: Path,
    dataset_dirs: tuple[Path, ...],
    out: Path,
    steps: int,
    seed: int,
    bad_rows: float,
    threads: int,
) -> None:
    """Fit what goes with what to the rooms and orders of data sets.

    The release's network stays as it is, and sees each listing's first picture once; its maps, and
    what a merchant's words are worth, are fitted anew. Best with listings that the network was not
    trained on.
    """
    from rich.console import Console

    from backend.dataset.read import open_dataset
    from backend.training.device import open_device
    from backend.training.matching import MatchingConfig
    from backend.training.refit import RELEASE_FOLDER, refit

    with open_device(threads=1, cpu=True):  # several would add up in another order each time
        found = refit(
            release_dir,
            [open_dataset(each) for each in dataset_dirs],
            out,
            MatchingConfig(steps=steps, seed=seed),
            threads=threads,
            bad_rows=bad_rows,
            console=Console(stderr=True),
        )
    click.echo(
        f"{out / RELEASE_FOLDER}: {found.release.release}; of the validation split's pairs"
        f" {found.before:.3f} were right before, {found.after:.3f} are now."
    )


@train.command()
@click.option("--run", "run_dir", type=_FOLDER, required=True, help="What `train run --out` made.")
@click.option("--dataset", "dataset_dir", type=_FOLDER, required=True, help="The run's data set.")
@click.option("--out", type=_FILE, required=True, help="JSON, for `diagnose --ablation`.")
@click.option(
    "--split", type=click.Choice(["validation", "test"]), default="test", show_default=True
)
@click.option("--steps", type=click.IntRange(1), default=400, show_default=True)
@click.option("--variants", help="Some, separated by commas, beside the full model; else all.")
@click.option("--threads", type=click.IntRange(1), help="Of the processor; all if not given.")
def ablate(
    run_dir: Path,
    dataset_dir: Path,
    out: Path,
    split: str,
    steps: int,
    variants: str | None,
    threads: int | None,
) -> None:
    """See what each ingredient of a finished run is worth.

    The heads and the maps are trained anew without it, on the backbone of the run. Stopped by
    Ctrl-C, the same command goes on with the next variant.
    """
    from rich.console import Console

    from backend.dataset.read import open_dataset
    from backend.training.ablation import ablate as measure
    from backend.training.device import open_device
    from backend.training.variants import chosen_variants

    names = None if variants is None else [name.strip() for name in variants.split(",")]
    chosen = chosen_variants(names)
    try:
        with open_device(threads=threads, cpu=True):
            found = measure(
                run_dir,
                open_dataset(dataset_dir),
                out,
                variants=chosen,
                split="test" if split == "test" else "validation",
                steps=steps,
                console=Console(stderr=True),
            )
    except KeyboardInterrupt:
        raise click.ClickException(
            f"Stopped; what is measured is in {out}, and the same command goes on from there."
        ) from None
    click.echo(f"{out}: {len(found)} variants.")


def _config(file: Path | None, **told: str | float | None) -> TrainingConfig:
    from msgspec import structs

    from backend.training.config import TrainingConfig, read_config

    try:
        config = read_config(file.read_bytes()) if file else TrainingConfig()
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None
    return structs.replace(config, **{k: v for k, v in told.items() if v is not None})
