from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.errors import ConfigurationError
from backend.training.evaluation.views import views_set


def test_views_from_a_phone_are_searched_for_among_those_from_the_studio(tmp_path: Path) -> None:
    views: list[dict[str, object]] = [
        {"file": f"images/{view}.jpg", "design": "ada", "view": view, "category": "bed"}
        for view in ("studio_a", "studio_b", "phone")
    ]
    (tmp_path / "index.json").write_text(json.dumps(views))

    shots = views_set(tmp_path, "outside")

    assert shots.name == "outside"
    assert [shot.path.name for shot in shots.catalogue] == ["studio_a.jpg", "studio_b.jpg"]
    assert [shot.path.name for shot in shots.photos] == ["phone.jpg"]


def test_an_index_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"index\.json"):
        views_set(tmp_path, "outside")
