"""For what share of the demo's phone photos the right design is among the first results.

    python -m tests.benchmarks.photo_hit_rate --url http://127.0.0.1:8700

Goes through the whole path: upload, decode, embed, search, filter by catalogue.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from statistics import median

import httpx

DEPTHS = (1, 5, 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8700")
    parser.add_argument("--demo-dir", type=Path, default=Path("demo"))
    arguments = parser.parse_args()
    lines = (arguments.demo_dir / "photos.jsonl").read_text().splitlines()
    ranks: list[float] = []
    uploads: list[float] = []
    searches: list[float] = []
    with httpx.Client(base_url=arguments.url, timeout=30, trust_env=False) as client:
        for line in lines:
            sample = json.loads(line)
            picture = (arguments.demo_dir / "photos" / sample["photo"]).read_bytes()
            began = time.perf_counter()
            photo = client.post("/v1/photos", files={"photo": picture}).raise_for_status().json()
            uploaded = time.perf_counter()
            answer = client.get(f"/v1/photos/{photo['id']}/similar", params={"limit": 100})
            searches.append(time.perf_counter() - uploaded)
            uploads.append(uploaded - began)
            groups = [result["listing"]["group"] for result in answer.json()["results"]]
            found = sample["group"] in groups
            ranks.append(groups.index(sample["group"]) + 1 if found else float("inf"))
    for depth in DEPTHS:
        share = sum(rank <= depth for rank in ranks) / len(ranks)
        print(f"hit rate @{depth}: {share:.2f} of {len(ranks)} photos")
    print(f"median ms: upload {median(uploads) * 1e3:.0f}, search {median(searches) * 1e3:.0f}")


if __name__ == "__main__":
    main()
