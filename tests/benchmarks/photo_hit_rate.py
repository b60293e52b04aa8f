"""For what share of the demo's phone photos the right design is among the first results.

    python -m tests.benchmarks.photo_hit_rate --url http://127.0.0.1:8700

Goes through the whole path: upload, decode, embed, search, filter by catalogue.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from statistics import median

import httpx

from backend.dataset.read import open_dataset

DEPTHS = (1, 5, 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8700")
    parser.add_argument("--demo-dir", type=Path, default=Path("demo"))
    arguments = parser.parse_args()
    demo = open_dataset(arguments.demo_dir)
    designs = {row.id: row.design for row in demo.listings()}
    ranks: list[float] = []
    uploads: list[float] = []
    searches: list[float] = []
    with httpx.Client(base_url=arguments.url, timeout=30, trust_env=False) as client:
        for sample in demo.photos():
            picture = demo.image(sample.image).read_bytes()
            began = time.perf_counter()
            photo = client.post("/v1/photos", files={"photo": picture}).raise_for_status().json()
            uploaded = time.perf_counter()
            answer = client.get(f"/v1/photos/{photo['id']}/similar", params={"limit": 100})
            searches.append(time.perf_counter() - uploaded)
            uploads.append(uploaded - began)
            groups = [result["listing"]["group"] for result in answer.json()["results"]]
            design = designs[sample.listing]
            ranks.append(groups.index(design) + 1 if design in groups else float("inf"))
    for depth in DEPTHS:
        share = sum(rank <= depth for rank in ranks) / len(ranks)
        print(f"hit rate @{depth}: {share:.2f} of {len(ranks)} photos")
    print(f"median ms: upload {median(uploads) * 1e3:.0f}, search {median(searches) * 1e3:.0f}")


if __name__ == "__main__":
    main()
