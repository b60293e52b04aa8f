"""One step's losses, as a module: data parallel training wraps it and averages its gradients."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from backend.training import losses
from backend.training.beside import Beside
from backend.training.config import TrainingConfig
from backend.training.corpus import Corpus
from backend.training.network import PIECE, ROOM, SEVERAL, Network, Outputs
from backend.training.pictures import Seen
from backend.training.sampling import Batch, Blanks
from backend.training.visual import visual_of


class Labels(nn.Module):
    """What is known of each listing, on the device; not part of what is saved."""

    def __init__(self, corpus: Corpus) -> None:
        super().__init__()
        for name in (
            "design",
            "category",
            "style",
            "pattern",
            "first_color",
            "colors",
            "materials",
        ):
            table = torch.from_numpy(getattr(corpus, name))
            self.register_buffer(name, table, persistent=False)

    def of(self, name: str, listings: Tensor) -> Tensor:
        return self.get_buffer(name)[listings]


class Step(nn.Module):
    """The losses of a batch, by name, each unweighted."""

    styles: Tensor | None

    def __init__(
        self,
        network: Network,
        untouched: Network | None,
        corpus: Corpus,
        config: TrainingConfig,
        *,
        styles: Tensor | None = None,
    ) -> None:
        """`styles` (listings, values) are probabilities, of which the share `begun_style` of the
        styles to be learned is made; only what is stated is learned without."""
        super().__init__()
        self.network = network
        self.labels = Labels(corpus)
        # Not a submodule: it is neither trained nor saved.
        self._beside = None if untouched is None else Beside(network, untouched)
        self._config = config
        self.register_buffer("styles", styles, persistent=False)

    def forward(
        self, batch: Batch, seen: Seen | None, features: Tensor | None
    ) -> dict[str, Tensor]:
        """Losses of pictures that were `seen`, or of `features` computed before."""
        found: dict[str, Tensor] = {}
        first, end = self.network.pooling.spans["top"]
        if features is None:
            assert seen is not None
            count, kept = batch.distilled, None
            if count and self._beside is not None:
                features, attention, kept = self._beside.features(seen.pictures, count)
            else:
                features, attention = self.network.features(seen.pictures)
            found["attention"] = losses.attended(attention, seen.boxes)
            if kept is not None:
                found["distillation"] = losses.kept_alike(features[:count, first:end], kept)
        outputs = self.network.heads(features)
        listings = torch.from_numpy(batch.listings).to(features.device)
        found |= self._attributes(outputs, listings)
        design = self.labels.of("design", listings)
        color = self.labels.of("first_color", listings)
        temperature = self._config.temperature
        visual = visual_of(outputs, self._config.shares)
        found["design"] = losses.contrastive(outputs.shape, design, temperature)
        found["listing"] = losses.contrastive(visual, listings, temperature)
        roots = features[:, first:end].detach()
        found["relation"] = losses.related_alike(outputs.shape, roots, design, temperature)
        category = self.labels.of("category", listings)
        found["kind"] = losses.contrastive(outputs.shape, category, 2 * temperature)
        found["color"] = losses.contrastive(outputs.color, color, 2 * temperature)
        return found | self._matching(outputs, batch, listings)

    def _attributes(self, outputs: Outputs, listings: Tensor) -> dict[str, Tensor]:
        found = {
            name: (losses.several_valued if name in SEVERAL else losses.single_valued)(
                logits, self.labels.of(name, listings)
            )
            for name, logits in outputs.logits.items()
        }
        if self.styles is not None:
            by_sight = losses.as_seen(outputs.logits["style"], self.styles[listings])
            found["style"] = found["style"].lerp(by_sight, self._config.begun_style)
        return found

    def _matching(self, outputs: Outputs, batch: Batch, listings: Tensor) -> dict[str, Tensor]:
        scale = self.network.matching.scale
        found: dict[str, list[Tensor]] = {}
        for blanks in batch.pairs:
            scores, negative = self._scores(outputs, blanks, listings, PIECE)
            triplet = losses.semi_hard_triplets(scores, negative, self._config.margin)
            found.setdefault("triplet", []).append(triplet)
            contrast = losses.among_candidates(scale[PIECE] * scores, negative)
            found.setdefault("contrast", []).append(contrast)
        for blanks in batch.rooms:
            scores, negative = self._scores(outputs, blanks, listings, ROOM)
            room = losses.among_candidates(scale[ROOM] * scores, negative)
            found.setdefault("room", []).append(room)
        return {name: torch.stack(each).mean() for name, each in found.items()}

    def _scores(
        self, outputs: Outputs, blanks: Blanks, listings: Tensor, kind: int
    ) -> tuple[Tensor, Tensor]:
        """Scores (n, n) of the questions, in rows, with each other's answers, and which answers
        are wrong."""
        device = listings.device
        anchors = torch.from_numpy(blanks.anchors).to(device)
        positives = torch.from_numpy(blanks.positives).to(device)
        sources = self.labels.of("category", listings[anchors])
        known = sources != losses.UNKNOWN
        queries = self.network.matching(
            outputs.style[anchors], sources.clamp(min=0), blanks.target, kind
        )
        asked = torch.from_numpy(blanks.asked).to(device)
        total = queries.new_zeros(len(positives), queries.shape[1])
        total = total.index_add(0, asked, queries * known[:, None])
        return total @ outputs.style[positives].T, torch.from_numpy(blanks.negative).to(device)
