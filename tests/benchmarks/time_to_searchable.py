"""How long after its webhook was answered a listing appears among another's similar ones.

    python -m tests.benchmarks.time_to_searchable --url http://127.0.0.1:8700 \
        --secret-file .credenza/webhook-secret --listings 100

Sends copies of demo listings under new ids, one a second, to a running demo; asks for the
neighbours of the original until the copy is among them; deletes the copies in the end.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

POLL_SECONDS = 0.05
PATIENCE_SECONDS = 60.0


def signed(secret: str, delivery: str, body: bytes) -> dict[str, str]:
    """The headers of a delivery, by the published algorithm rather than by our own code."""
    now = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{delivery}.{now}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": delivery,
        "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def send(client: httpx.Client, secret: str, event: str, data: dict[str, Any]) -> None:
    moment = datetime.now(UTC).isoformat()
    body = json.dumps({"type": event, "timestamp": moment, "data": data}).encode()
    delivery = f"bench-{event}-{data['id']}-{moment}"
    client.post(
        "/v1/webhooks/standard", content=body, headers=signed(secret, delivery, body)
    ).raise_for_status()


def copy_of(original: dict[str, Any], name: str) -> dict[str, Any]:
    kept = ("title", "description", "url", "images", "category", "colors", "materials", "style")
    return {key: original[key] for key in kept} | {
        "id": name,
        "price": original["price"],
        "currency": original["currency"],
        "stock": 1,
    }


def seconds_until_found(client: httpx.Client, original: str, name: str) -> float:
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE_SECONDS:
        answer = client.get(f"/v1/listings/{original}/similar", params={"limit": 20}).json()
        if any(result["listing"]["id"] == name for result in answer["results"]):
            return time.perf_counter() - began
        time.sleep(POLL_SECONDS)
    return float("inf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8700")
    parser.add_argument("--secret-file", type=Path, default=Path(".credenza/webhook-secret"))
    parser.add_argument("--listings", type=int, default=100)
    arguments = parser.parse_args()
    secret = arguments.secret_file.read_text().strip()
    waits: list[float] = []
    threads = []
    with httpx.Client(base_url=arguments.url, timeout=30, trust_env=False) as client:
        pages: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while len(pages) < arguments.listings:
            page = client.get("/v1/listings", params={"limit": 100, **cursor}).json()
            pages += page["listings"]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        originals = pages[: arguments.listings]
        names = [f"bench-{position}" for position in range(len(originals))]
        start = time.perf_counter()
        for position, (original, name) in enumerate(zip(originals, names, strict=True)):
            time.sleep(max(0.0, start + position - time.perf_counter()))
            send(client, secret, "listing.created", copy_of(original, name))
            thread = threading.Thread(
                target=lambda o=original["id"], n=name: waits.append(
                    seconds_until_found(client, o, n)
                )
            )
            thread.start()
            threads.append(thread)
        for thread in threads:
            thread.join()
        for name in names:
            send(client, secret, "listing.deleted", {"id": name})
    cuts = quantiles(waits, n=100, method="inclusive")
    print(
        f"{len(waits)} listings, one a second: p50 {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, "
        f"worst {max(waits):.2f} s from the answer to the result"
    )


if __name__ == "__main__":
    main()
