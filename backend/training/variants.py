"""Which ingredients can be left out of a run, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from msgspec import Struct, structs

from backend.errors import ConfigurationError
from backend.training.config import TrainingConfig
from backend.training.corpus import Corpus
from backend.training.diagnosis.ablation import FULL


class Without(Struct, frozen=True, kw_only=True):
    """A run but for some `losses`, pairs from `rooms` or `orders`, weights against `popularity`,
    or maps of each `pair` of categories."""

    name: str
    losses: tuple[str, ...] = ()
    rooms: bool = False
    orders: bool = False
    popularity: bool = False
    pair_maps: bool = False

    def config(self, config: TrainingConfig) -> TrainingConfig:
        """What the variant is told."""
        sampling = config.sampling
        if self.rooms:
            sampling = structs.replace(sampling, rooms=0.0)
        if self.orders:
            sampling = structs.replace(sampling, rooms=1.0)
        if self.popularity:
            sampling = structs.replace(sampling, debias=0.0, cold=0.0)
        return structs.replace(
            config,
            weights=structs.replace(config.weights, **dict.fromkeys(self.losses, 0.0)),
            sampling=sampling,
            pair_maps=config.pair_maps and not self.pair_maps,
        )

    def corpus(self, corpus: Corpus) -> Corpus:
        """What the variant learns from. A share of 0 is not enough: a category that stands in no
        order would still be drawn from rooms."""
        return replace(
            corpus,
            rooms=() if self.rooms else corpus.rooms,
            orders=() if self.orders else corpus.orders,
        )


VARIANTS: Final = (
    Without(name=FULL),
    Without(name="no category head", losses=("category", "kind")),
    Without(name="no colors head", losses=("colors", "color")),
    Without(name="no materials head", losses=("materials",)),
    Without(name="no style head", losses=("style",)),
    Without(name="no pattern head", losses=("pattern",)),
    Without(name="no triplets", losses=("triplet",)),
    Without(name="no triplets nor contrast", losses=("triplet", "contrast")),
    Without(name="no pair maps", pair_maps=True),
    Without(name="no rooms", losses=("room",), rooms=True),
    Without(name="no co-orders", orders=True),
    Without(name="no popularity weights", popularity=True),
    Without(name="no relation loss", losses=("relation",)),
    Without(name="no design loss", losses=("design",)),
)
"""Losses built on the labels of a head go with it."""


def chosen_variants(names: Sequence[str] | None) -> tuple[Without, ...]:
    """The full model and those named, in the order above; all if none are named.

    Raises `ConfigurationError` for a name that there is not.
    """
    if names is None:
        return VARIANTS
    known = [each.name for each in VARIANTS]
    if unknown := [name for name in names if name not in known]:
        raise ConfigurationError(
            f"There is no variant {', '.join(map(repr, unknown))}; there are {', '.join(known)}."
        )
    return tuple(each for each in VARIANTS if each.name in {FULL, *names})
