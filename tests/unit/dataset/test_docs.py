"""What docs/dataset.md promises."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from backend.cli import main
from backend.dataset.layout import ROWS
from backend.dataset.read import open_dataset
from backend.dataset.records import DatasetInfo, Size
from tests.unit.dataset.making import DATA, picture

DOCUMENT: Final = (Path(__file__).parents[3] / "docs" / "dataset.md").read_text()


def test_the_mapping_of_the_document_imports_the_catalogue(tmp_path: Path) -> None:
    found = re.search(r"^```toml\n(.*?)^```$", DOCUMENT, re.M | re.S)
    assert found
    (tmp_path / "mapping.toml").write_text(found[1])
    for name in ("alma-petrol", "alma-petrol-seite", "alma-grau", "nora", "leuchten/ida"):
        picture(tmp_path / "pictures" / f"{name}.png")
    result = CliRunner().invoke(
        main,
        [
            *("dataset", "import", str(DATA / "catalogue.csv")),
            *("--mapping", str(tmp_path / "mapping.toml")),
            *("--images", str(tmp_path / "pictures"), "--out", str(tmp_path / "out")),
        ],
    )
    assert result.exit_code == 0, result.output
    dataset = open_dataset(tmp_path / "out")
    teal, grey, table, lamp = dataset.listings()
    assert dataset.info.name == "Möbelhaus Beispiel"
    assert (teal.id, teal.group, teal.category) == ("S-100-TL", "alma", "sofa")
    assert teal.description == "Dreisitzer mit losen Kissen.\nBezug abnehmbar; Füße aus Eiche."
    assert (teal.colors, teal.materials) == (("teal", "oak"), ("velvet", "wood"))
    assert (teal.style, teal.price, teal.currency) == ("midcentury", 1299.0, "EUR")
    assert teal.size_cm == Size(width=210.0, depth=92.0, height=83.0)
    assert teal.images == ("images/alma-petrol.png", "images/alma-petrol-seite.png")
    assert (grey.stock, grey.price, grey.split) == (0, 1199.5, teal.split)
    assert (table.category, table.stock) == ("dining_table", 1)
    assert (lamp.category, lamp.style, lamp.images) == (
        "floor_lamp",
        None,
        ("images/leuchten/ida.png",),
    )
    assert lamp.size_cm == Size(height=152.0)


def test_every_field_is_described() -> None:
    fields = {f"{stem}.jsonl": kind.__struct_fields__ for stem, kind in ROWS.items()}
    for name, names in {**fields, "dataset.json": DatasetInfo.__struct_fields__}.items():
        section = re.search(rf"^### {re.escape(name)}\n(.*?)(?=^##)", DOCUMENT, re.M | re.S)
        assert section, name
        assert [field for field in names if f"`{field}`" not in section[1]] == [], name
