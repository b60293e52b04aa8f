"""A release with what goes with what fitted anew: the same network, other maps and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import torch
from msgspec import Struct
from rich.console import Console

from backend.dataset.read import Dataset
from backend.dataset.records import Split
from backend.encoder import calibration as calibrations
from backend.encoder.calibration import Calibration
from backend.encoder.manifest import (
    CALIBRATION_FILE,
    MATCHING_FILE,
    MODEL_FILE,
    PARITY_FILE,
    STATED_FILE,
    Manifest,
    write_bundle,
)
from backend.encoder.matching import PairMaps
from backend.encoder.port import Encodes
from backend.encoder.release import Release, open_release
from backend.encoder.session import Encoder
from backend.encoder.stated import StatedWords, Words, seen_in
from backend.errors import ConfigurationError
from backend.training.answers import Floats
from backend.training.begun import begin_maps
from backend.training.calibrate import calibrate_matching, judged_pairs
from backend.training.corpus import Corpus, read_corpus
from backend.training.evaluation.vectors import release_kind, rows_of
from backend.training.matching import VALUES, MatchingConfig, Shifts, Shop, fit_matching
from backend.training.network import ATTRIBUTES, Matching
from backend.training.outputs import STYLE
from backend.training.release import described, pair_maps
from backend.training.stated import phrases_in, plainly_better, wins, words_in

VECTORS_FOLDER: Final = "vectors"
RELEASE_FOLDER: Final = "release"


class Refitted(Struct, frozen=True, kw_only=True):
    """`before` and `after` are the shares, in [0, 1], of pairs from rooms of the validation split
    that were preferred to a random listing in the place of one of them."""

    release: Manifest
    before: float
    after: float


def refit(
    release_dir: Path,
    datasets: Sequence[Dataset],
    out: Path,
    config: MatchingConfig,
    *,
    threads: int,
    bad_rows: float,
    console: Console,
) -> Refitted:
    """Fit maps and words to the training splits' rooms of some data sets, and write the release
    `out/release`. `out` keeps what the network sees in their pictures for the next time.

    The validation split of the first data set says what a score is worth, and whether anything was
    gained. Raises `ConfigurationError` if nothing plainly was, for a release that was not trained
    to say what goes with what, and for data sets without rooms.
    """
    if (out / RELEASE_FOLDER).resolve() == release_dir.resolve():
        raise ConfigurationError(
            f"{release_dir} would be written over; give another folder with --out."
        )
    release = open_release(release_dir)
    named = {name: each.values for name, each in release.manifest.attributes.items()}
    if release.matching is None or release.calibration is None or named != ATTRIBUTES:
        raise ConfigurationError(
            f"{release_dir} was not trained to say what goes with what and all attributes; take a"
            " release that `credenza train run` made."
        )
    maps = release.matching
    matching = Matching(maps.dimension, len(maps.basis))
    with torch.no_grad():
        begin_maps(matching, maps, release_dir)
    look = _Look(Encoder.load(release_dir, threads=threads), out, bad_rows, console)
    kept = look.at(datasets[0], "validation")
    before = wins(judged_pairs(kept.corpus, kept.styles(release.stated), maps, config.seed))
    if not len(before):
        raise ConfigurationError(
            f"{datasets[0].directory} has no rooms in its validation split that anything could be"
            " asked about: nothing would say whether a fit gains anything."
        )
    learned = [look.at(dataset, "train") for dataset in datasets]
    known = () if release.stated is None else release.stated.words
    told = phrases_in([each.corpus for each in learned], config.designs)
    phrases = tuple(sorted({*told, *known} - {*VALUES}))
    shops = [each.shop(phrases) for each in learned]
    shifts = Shifts(maps.dimension, phrases, release.stated)
    fit_matching(shops, matching, shifts, config, console)

    fitted, now = shifts.fitted(config.shortest), pair_maps(matching)
    styles = kept.styles(fitted)
    after = wins(judged_pairs(kept.corpus, styles, now, config.seed))
    if not plainly_better(after, before):
        raise ConfigurationError(
            f"Nothing is plainly gained: {before.mean():.3f} of the validation split's pairs were"
            f" right before, and {after.mean():.3f} are now. {release_dir} goes with these rooms as"
            " well as can be said from so many; nothing was written."
        )
    calibration = calibrate_matching(
        release.calibration.visual, kept.corpus, styles, now, config.seed
    )
    manifest = _write(release, out / RELEASE_FOLDER, now, fitted, calibration, config, datasets)
    return Refitted(release=manifest, before=float(before.mean()), after=float(after.mean()))


@dataclass(frozen=True)
class _Seen:
    """The listings of a corpus, and what a release gives for the first packshot of each."""

    corpus: Corpus
    rows: Mapping[str, Floats]

    def styles(self, stated: StatedWords | None) -> Floats:
        """Style vectors as a release that hears these words has them."""
        styles = self.rows[STYLE]
        if stated is None:
            return styles
        return stated.moved(styles, stated.seen_in(self.rows, ATTRIBUTES), words_in(self.corpus))

    def shop(self, phrases: Words) -> Shop:
        seen = seen_in(VALUES, self.rows, ATTRIBUTES)
        return Shop.of(self.corpus, self.rows[STYLE], seen, phrases)


class _Look:
    """What a release sees of the first packshots of a split's listings."""

    def __init__(self, encoder: Encodes, out: Path, bad_rows: float, console: Console) -> None:
        self._kind = release_kind(encoder)
        self._kept = out / VECTORS_FOLDER
        self._bad_rows = bad_rows
        self._console = console

    def at(self, dataset: Dataset, split: Split) -> _Seen:
        corpus = read_corpus(dataset, split, bad_rows=self._bad_rows, console=self._console)
        pictures = [dataset.image(corpus.pictures[each[0]].path) for each in corpus.packshots]
        rows = rows_of(pictures, [self._kind], self._kept, split, self._console)[self._kind.name]
        return _Seen(corpus, rows)


def _write(
    release: Release,
    folder: Path,
    maps: PairMaps,
    stated: StatedWords,
    calibration: Calibration,
    config: MatchingConfig,
    datasets: Sequence[Dataset],
) -> Manifest:
    """The same network with other maps; nothing that was measured of it is carried over."""
    manifest = release.manifest
    extra = {
        MATCHING_FILE: maps.packed(),
        STATED_FILE: stated.packed(),
        CALIBRATION_FILE: calibrations.packed(calibration),
    }
    if PARITY_FILE in manifest.files:
        extra[PARITY_FILE] = (release.directory / PARITY_FILE).read_bytes()
    told = "; and ".join(described(dataset) for dataset in datasets)
    provenance = msgspec.structs.replace(
        manifest.provenance,
        trained_on=f"{manifest.provenance.trained_on}; what goes with what: {told}",
        config=manifest.provenance.config | {"matching": msgspec.to_builtins(config)},
    )
    return write_bundle(
        folder,
        (release.directory / MODEL_FILE).read_bytes(),
        name=manifest.release.rpartition("-")[0],
        preprocessing=manifest.preprocessing,
        input_name=manifest.input,
        outputs=manifest.outputs,
        attributes=manifest.attributes,
        provenance=provenance,
        quality={},
        extra=extra,
        taxonomy=manifest.taxonomy,
    )
