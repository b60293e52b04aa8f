"""A listing's materials, by how much of it each covers."""

from __future__ import annotations

from typing import Final

from backend.dataset.records import Share
from backend.studio.labels.visible import Visible

LEAST_SHARE: Final = 0.05
"""What covers less of a piece is not named."""


def material_shares(visible: Visible) -> tuple[Share, ...]:
    """Taxonomy materials, most first; shares add up to one."""
    weights: dict[str, float] = {}
    for role in visible.roles():
        name = visible.material_of(role)
        weights[name] = weights.get(name, 0.0) + float(visible.weight[visible.role == role].sum())
    # With fourteen materials one covers at least a fourteenth, so something is always left.
    kept = {name: weight for name, weight in weights.items() if weight >= LEAST_SHARE}
    total = sum(kept.values())
    ordered = sorted(kept, key=lambda name: (-kept[name], name))
    return tuple(Share(name=name, share=kept[name] / total) for name in ordered)
