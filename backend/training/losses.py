"""The losses, as functions of tensors. Each is 0, with a gradient of 0, where nothing is to learn.

The slow and obvious versions that they are tested against are in `tests/training`.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

UNKNOWN = -1


def single_valued(logits: Tensor, values: Tensor) -> Tensor:
    """Mean cross-entropy of `logits` (n, values) where `values` (n,) are known, not `UNKNOWN`."""
    known = values != UNKNOWN
    if not known.any():
        return logits.sum() * 0
    return F.cross_entropy(logits[known], values[known], label_smoothing=0.05)


def as_seen(logits: Tensor, seen: Tensor) -> Tensor:
    """Mean cross-entropy of `logits` (n, values) with another network's probabilities `seen`
    (n, values): what may be learned where what is stated shows in no picture."""
    return F.cross_entropy(logits, seen)


def several_valued(logits: Tensor, values: Tensor) -> Tensor:
    """Mean binary cross-entropy of `logits` (n, values); `values` (n, values) are 0 or 1, and
    `UNKNOWN` all along where nothing is known of a picture."""
    known = values[:, 0] != UNKNOWN
    if not known.any():
        return logits.sum() * 0
    return F.binary_cross_entropy_with_logits(logits[known], values[known].to(logits.dtype))


def contrastive(vectors: Tensor, groups: Tensor, temperature: float) -> Tensor:
    """Supervised contrastive loss (Khosla et al., 2020, the sum outside the logarithm).

        mean over i with positives P(i) of  -1/|P(i)| sum_{p in P(i)} log softmax_j(v_i.v_j / T)[p]

    over j != i, with P(i) the other rows of i's group. `vectors` (n, d) are unit rows; rows whose
    group (n,) is `UNKNOWN` stand outside of it all.
    """
    asked = groups != UNKNOWN
    vectors, groups = vectors[asked], groups[asked]
    same = (groups[:, None] == groups[None, :]).float()
    same.fill_diagonal_(0)
    count = same.sum(dim=1)
    if not (count > 0).any():
        return vectors.sum() * 0
    scores = vectors @ vectors.T / temperature
    scores = scores.masked_fill(
        torch.eye(len(vectors), dtype=torch.bool, device=scores.device), -1e4
    )
    told = F.log_softmax(scores, dim=1)
    return -((told * same).sum(dim=1)[count > 0] / count[count > 0]).mean()


def semi_hard_triplets(scores: Tensor, negative: Tensor, margin: float) -> Tensor:
    """Mean of max(0, margin - s(a, p) + s(a, n)) over anchors that have a negative.

    `scores` (n, n) has anchors in rows, candidates in columns, each anchor's positive on the
    diagonal; `negative` (n, n) says which candidates are wrong for an anchor. n is the best
    candidate below the positive; where there is none, the least wrong one above it (Schroff et al.,
    "FaceNet", 2015).
    """
    right = scores.diagonal()[:, None]
    below = negative & (scores < right)
    easiest = torch.where(negative, scores, scores.new_tensor(torch.inf)).min(dim=1).values
    hardest = torch.where(below, scores, scores.new_tensor(-torch.inf)).max(dim=1).values
    chosen = torch.where(below.any(dim=1), hardest, easiest)
    asked = negative.any(dim=1)
    if not asked.any():
        return scores.sum() * 0
    return F.relu(margin - right.squeeze(1)[asked] + chosen[asked]).mean()


def among_candidates(scores: Tensor, negative: Tensor) -> Tensor:
    """Mean cross-entropy of finding each anchor's positive, on the diagonal of `scores` (n, n),
    among it and the candidates that are `negative` (n, n).

    With negatives drawn as positives are, its best score is log p(positive | anchor) / p(positive):
    how much better the two go together than chance (van den Oord et al., 2018).
    """
    asked = negative.any(dim=1)
    if not asked.any():
        return scores.sum() * 0
    own = torch.eye(len(scores), dtype=torch.bool, device=scores.device)
    told = scores.masked_fill(~(negative | own), -1e4)[asked]
    return F.cross_entropy(told, torch.arange(len(scores), device=scores.device)[asked])


def related_alike(
    vectors: Tensor, reference: Tensor, designs: Tensor, temperature: float
) -> Tensor:
    """How differently rows of `vectors` (n, d) choose their neighbours among other designs than
    those of `reference` (n, e), both unit: mean KL divergence of softmax_j(r_i.r_j / T') from
    softmax_j(v_i.v_j / T), T' such that both spread alike (Tung and Mori, "Similarity-preserving
    knowledge distillation", 2019, in Hinton's form).
    """
    other = designs[:, None] != designs[None, :]
    asked = other.any(dim=1)
    if not asked.any():
        return vectors.sum() * 0
    near = reference @ reference.T
    # The backbone's features are all positive: their products lie close together, near one.
    spread = near[other].std().clamp(min=1e-3)
    wanted = (near / spread).masked_fill(~other, -1e4)[asked].softmax(dim=1)
    told = (vectors @ vectors.T / (2 * temperature)).masked_fill(~other, -1e4)[asked]
    return F.kl_div(told.log_softmax(dim=1), wanted, reduction="batchmean")


def kept_alike(features: Tensor, untouched: Tensor) -> Tensor:
    """Mean cosine distance of rows (n, d) to what the untouched backbone makes of the picture."""
    if not len(features):
        return features.sum() * 0
    return (1 - F.cosine_similarity(features, untouched, dim=1)).mean()


def attended(attention: Tensor, boxes: Tensor) -> Tensor:
    """Mean of -log of the attention (n, h, w) within the piece's box (n, 4), fractions of the
    picture; rows of NaN have no box."""
    known = ~torch.isnan(boxes).any(dim=1)
    if not known.any():
        return attention.sum() * 0
    boxes, attention = boxes[known], attention[known]
    _, height, width = attention.shape
    x, y = torch.arange(width, device=boxes.device), torch.arange(height, device=boxes.device)
    across = _overlap(x / width, 1 / width, boxes[:, 0], boxes[:, 2])
    down = _overlap(y / height, 1 / height, boxes[:, 1], boxes[:, 3])
    inside = (attention * down[:, :, None] * across[:, None, :]).sum(dim=(1, 2))
    return -torch.log(inside.clamp(min=1e-4)).mean()


def _overlap(first: Tensor, length: float, low: Tensor, high: Tensor) -> Tensor:
    """Part of each cell [first, first + length] that lies between low and high: (n, cells)."""
    end = torch.minimum(first[None] + length, high[:, None])
    begin = torch.maximum(first[None].expand(len(low), -1), low[:, None])
    return ((end - begin) / length).clamp(0, 1)
