"""`credenza diagnose`: a report in pictures of what a release gets wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from backend.dataset.records import SPLITS
from backend.errors import ConfigurationError

if TYPE_CHECKING:
    from backend.dataset.records import Split

FOLDER: Final = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--release", "release_dir", required=True, type=FOLDER, help="The release.")
@click.option("--dataset", "dataset_dir", required=True, type=FOLDER, help="Judged by this.")
@click.option("--split", type=click.Choice(SPLITS), default="test", show_default=True)
@click.option("--out", required=True, type=FOLDER, help="Where the report goes.")
@click.option(
    "--sample",
    type=click.IntRange(10, 10_000),
    default=1_500,
    show_default=True,
    help="Listings on the maps, balanced over categories.",
)
@click.option(
    "--ablation",
    type=click.Path(dir_okay=False, path_type=Path),
    help="What `credenza train ablate` measured, to be shown as a table.",
)
@click.option("--seed", default=0, show_default=True, help="Of maps, samples and triplets.")
@click.option("--threads", type=click.IntRange(1), default=1, show_default=True)
def diagnose(
    release_dir: Path,
    dataset_dir: Path,
    split: Split,
    out: Path,
    sample: int,
    ablation: Path | None,
    seed: int,
    threads: int,
) -> None:
    """Show what a release gets wrong: maps, mistakes, violated triplets, confusions."""
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise ConfigurationError(
            "The maps need scikit-learn: pip install 'credenza[train]'."
        ) from None
    from rich.console import Console

    from backend.dataset.read import open_dataset
    from backend.encoder.release import open_release
    from backend.encoder.session import Encoder
    from backend.training.diagnosis.ablation import read_ablation
    from backend.training.diagnosis.diagnose import diagnose as write_report

    variants = read_ablation(ablation) if ablation else []
    dataset = open_dataset(dataset_dir)
    release = open_release(release_dir)
    index = write_report(
        release,
        Encoder.load(release_dir, threads=threads),
        dataset,
        out,
        split=split,
        sample=sample,
        seed=seed,
        ablation=variants,
        console=Console(stderr=True),
    )
    click.echo(f"Open {index}.")
