"""What goes with what, fitted anew on a release that stays as it is otherwise.

Its network looks at every picture once. What is fitted are the query-side maps and how far each of
a merchant's words moves a style vector: a few numbers, beside those of a network, on vectors that
stand still. So all listings of a category are wrong answers to a question at once, not those of a
batch, and it takes minutes. It is best fitted on listings that the network has not learned from:
of those that it has, it remembers what no picture shows, and words seem to be worth too little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from msgspec import Struct
from rich.console import Console
from rich.progress import track
from torch import Tensor, nn

from backend.encoder.stated import HEARD, TEXT, StatedWords, Words, marked
from backend.errors import ConfigurationError
from backend.training.answers import Floats
from backend.training.config import Sampling
from backend.training.corpus import Corpus, Ints
from backend.training.losses import UNKNOWN
from backend.training.network import ATTRIBUTES, PIECE, ROOM, Matching
from backend.training.phases import rate_at
from backend.training.sampling import Asker, Blank
from backend.training.stated import words_in

VALUES: Final = tuple(
    f"{name}:{value}" for name in HEARD if name != TEXT for value in ATTRIBUTES[name]
)
"""Words that a picture can say too."""
_WARM_UP: Final = 0.05


class MatchingConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`steps` of `targets` target categories each, with `questions` of a pair and as many of a room
    in each. `silent` in [0, 1] is the share of listings whose merchants are not heard on an
    attribute, or whose texts are not read; there are always some. A phrase counts that the texts of
    so many `designs` have; each step takes the share `sparsity` of what a step may add to its shift
    off again, so that those of phrases that tell little stay short; in the end those shorter than
    `shortest` are left out."""

    seed: int = 1
    steps: int = 800
    targets: int = 4
    questions: int = 96
    silent: float = 0.05
    designs: int = 30
    sparsity: float = 0.1
    shortest: float = 0.02
    rate: float = 1e-3
    phrase_rate: float = 1e-3
    map_rate: float = 6e-4
    weight_decay: float = 0.01
    sampling: Sampling = Sampling()

    def __post_init__(self) -> None:
        if (
            min(self.steps, self.targets, self.questions, self.designs) < 1
            or not 0 <= self.silent < 1
            or not 0 <= self.sparsity < 1
            or not self.shortest >= 0
        ):
            raise ConfigurationError("The configuration of a fit is not as it must be.")


@dataclass(frozen=True)
class Shop:
    """Listings of a corpus as a release sees them: unit `styles` (n, d), and how probable each of
    `VALUES` is in their pictures, `seen` (n, values). `stated` (n, values) is 1 at what merchants
    say of those, `written` (n, phrases) at what of some phrases is in their texts."""

    corpus: Corpus
    styles: Tensor
    seen: Tensor
    stated: Tensor
    written: Tensor

    @classmethod
    def of(cls, corpus: Corpus, styles: Floats, seen: Floats, phrases: Words) -> Self:
        said = words_in(corpus)
        return cls(
            corpus,
            torch.from_numpy(styles),
            torch.from_numpy(seen),
            torch.from_numpy(marked(VALUES, said)),
            torch.from_numpy(marked(phrases, said)),
        )


class Shifts(nn.Module):
    """By how much each of `VALUES` and of some phrases moves a vector, as `StatedWords` does it."""

    def __init__(self, dimension: int, phrases: Words, begun: StatedWords | None) -> None:
        super().__init__()
        self.phrases = phrases
        self.said = nn.Parameter(torch.zeros(len(VALUES), dimension))
        self.seen = nn.Parameter(torch.zeros(len(VALUES), dimension))
        self.written = nn.Parameter(torch.zeros(len(phrases), dimension))
        each = np.array([word.partition(":")[0] for word in VALUES])
        own = torch.from_numpy(each[:, None] == np.array(HEARD)[None])
        self.attributes = nn.Buffer(own.float(), persistent=False)
        if begun is not None:
            self._begin(begun)

    def _begin(self, begun: StatedWords) -> None:
        place = {word: at for at, word in enumerate(VALUES + self.phrases)}
        with torch.no_grad():
            for word, said, seen in zip(begun.words, begun.said, begun.seen, strict=True):
                at = place[word]
                if at < len(VALUES):
                    self.said[at] = torch.from_numpy(said)
                    self.seen[at] = torch.from_numpy(seen)
                else:
                    self.written[at - len(VALUES)] = torch.from_numpy(said)

    def forward(self, shop: Shop, heard: Tensor | None = None) -> Tensor:
        """Unit vectors (n, d); `heard` (n, `HEARD`) is 0 where a merchant is not listened to."""
        stated, written = shop.stated, shop.written @ self.written
        if heard is not None:
            stated = stated * (heard @ self.attributes.T)
            written = written * heard[:, HEARD.index(TEXT), None]
        spoken = (stated @ self.attributes).clamp(max=1) @ self.attributes.T
        moved = shop.styles + stated @ self.said - (shop.seen * spoken) @ self.seen + written
        return F.normalize(moved, dim=1)

    @torch.no_grad()
    def shorten(self, amount: float, met: Tensor) -> None:
        """Make the shift of each phrase that is `met` (phrases,) shorter by `amount` in each of its
        numbers, all of them together, and nothing of those that are not that long (the group
        lasso's proximal step; Yuan and Lin, 2006). A step of Adam adds about its rate to each
        number. Of what no listing says nothing is learned, and nothing forgotten."""
        lengths = self.written.norm(dim=1, keepdim=True).clamp(min=1e-12)
        less = amount * self.written.shape[1] ** 0.5 * met[:, None]
        self.written.mul_((1 - less / lengths).clamp(min=0))

    def fitted(self, shortest: float = 0.0) -> StatedWords:
        """Without the phrases that move nothing, or by less than `shortest`."""
        said, seen, written = (
            each.detach().numpy() for each in (self.said, self.seen, self.written)
        )
        lengths = np.linalg.norm(written, axis=1)
        moving = np.flatnonzero((lengths > 0) & (lengths >= shortest))
        return StatedWords(
            words=(*VALUES, *(self.phrases[at] for at in moving)),
            said=np.concatenate([said, written[moving]]),
            seen=np.concatenate([seen, np.zeros_like(written[moving])]),
        )


def fit_matching(
    shops: Sequence[Shop],
    matching: Matching,
    shifts: Shifts,
    config: MatchingConfig,
    console: Console,
) -> None:
    """Fit maps and shifts to the rooms and orders of `shops`; each answers for its own listings.

    Raises `ConfigurationError` if there is nothing to fit them on.
    """
    askers = [Asker(shop.corpus, config.sampling) for shop in shops]
    if not any(asker.targets for asker in askers):
        raise ConfigurationError(
            "There are no rooms and no orders in the training split: nothing says what goes with"
            " what."
        )
    torch.manual_seed(config.seed)
    random = np.random.default_rng(config.seed)
    weights = np.array([len(s.corpus.rooms) + len(s.corpus.orders) for s in shops], np.float64)
    weights *= [bool(asker.targets) for asker in askers]
    optimizer = torch.optim.AdamW(
        [
            {"params": [shifts.said, shifts.seen], "initial": config.rate, "weight_decay": 0.0},
            {"params": [shifts.written], "initial": config.phrase_rate, "weight_decay": 0.0},
            {
                "params": [each for each in matching.parameters() if each.requires_grad],
                "initial": config.map_rate,
            },
        ],
        weight_decay=config.weight_decay,
    )
    met = torch.stack([shop.written.any(dim=0) for shop in shops]).any(dim=0)
    for step in track(range(config.steps), "What goes with what", console=console):
        factor = rate_at(step, config.steps, _WARM_UP)
        for group in optimizer.param_groups:
            group["lr"] = group["initial"] * factor
        chosen = int(random.choice(len(shops), p=weights / weights.sum()))
        loss = _loss(shops[chosen], askers[chosen], matching, shifts, config, random)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        shifts.shorten(config.sparsity * config.phrase_rate * factor, met)


def _loss(
    shop: Shop,
    asker: Asker,
    matching: Matching,
    shifts: Shifts,
    config: MatchingConfig,
    random: np.random.Generator,
) -> Tensor:
    """Mean cross-entropy of finding what goes with one piece, and what completes a room, among all
    listings of a category."""
    heard = (torch.rand(len(shop.styles), len(HEARD)) >= config.silent).float()
    vectors = shifts(shop, heard)
    losses = []
    for _ in range(config.targets):
        target = asker.target(random)
        asked = {PIECE: [asker.pair(target, random) for _ in range(config.questions)]}
        if asker.has_rooms(target):
            asked[ROOM] = [asker.room(target, random) for _ in range(config.questions)]
        losses += [
            loss_among(shop.corpus, vectors, matching, blanks, target, kind)
            for kind, blanks in asked.items()
        ]
    return torch.stack(losses).mean()


def loss_among(
    corpus: Corpus,
    vectors: Tensor,
    matching: Matching,
    blanks: Sequence[Blank],
    target: int,
    kind: int,
) -> Tensor:
    """Mean cross-entropy of finding each positive among all listings of the `target` category but
    those that stand with it; `vectors` (n, d) are of the corpus' listings."""
    candidates = np.flatnonzero(corpus.category == target)
    place = np.full(len(corpus.ids), -1)
    place[candidates] = np.arange(len(candidates))
    anchors, asked = _joined([blank.anchors for blank in blanks])
    known = corpus.category[anchors] != UNKNOWN
    anchors, asked = anchors[known], asked[known]
    queries = matching(vectors[anchors], torch.from_numpy(corpus.category[anchors]), target, kind)
    total = queries.new_zeros(len(blanks), queries.shape[1])
    total = total.index_add(0, torch.from_numpy(asked), queries)
    scores = matching.scale[kind] * (total @ vectors[candidates].T)
    right = place[[blank.positive for blank in blanks]]
    together, rows = _joined([blank.together for blank in blanks])
    own = place[together] >= 0
    beside = np.zeros((len(blanks), len(candidates)), np.bool_)
    beside[rows[own], place[together[own]]] = True
    beside[np.arange(len(blanks)), right] = False
    told = scores.masked_fill(torch.from_numpy(beside), -1e4)
    return F.cross_entropy(told, torch.from_numpy(right))


def _joined(parts: Sequence[Ints]) -> tuple[Ints, Ints]:
    """All of them in a row, and of which each is."""
    return np.concatenate(parts), np.repeat(np.arange(len(parts)), [len(each) for each in parts])
