"""The check on pictures of real furniture that have nothing to do with the data set."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from backend.training.evaluation.figures import Comparison
from backend.training.evaluation.retrieval import Search, Vectors, search_figures
from backend.training.evaluation.views import RetrievalSet


def outside_figures(
    shots: RetrievalSet, vectors: Vectors, controls: Mapping[str, Vectors]
) -> dict[str, Comparison]:
    """Rows are those of `shots.shots`.

    - `phone.*`: a phone photo finds its design among the studio's pictures
    - `other_view.*`: a studio picture finds another one of its design
    - `category_at_1`: the nearest studio picture of any other design has the same category
    """
    count = len(shots.catalogue)
    gallery, photos = np.arange(count), count + np.arange(len(shots.photos))
    designs = np.array([shot.design for shot in shots.shots])
    categories = np.array([shot.category for shot in shots.catalogue])
    same_design = designs[:count, None] == designs[None, :count]
    photographed = designs[count:, None] == designs[None, :count]
    searches = {
        "phone": Search(
            photos, gallery, photographed, np.zeros_like(photographed), designs[count:]
        ),
        "other_view": Search(
            gallery, gallery, same_design, np.eye(count, dtype=np.bool_), designs[:count]
        ),
    }
    found = {
        f"{name}.{figure}": comparison
        for name, search in searches.items()
        for figure, comparison in search_figures(search, vectors, controls).items()
    }
    alike = Search(
        gallery, gallery, categories[:, None] == categories[None], same_design, designs[:count]
    )
    nearest = search_figures(alike, vectors, controls, depths=(1,), precision=False)
    return found | {f"category_at_1{name[len('hit_at_1') :]}": one for name, one in nearest.items()}
