"""How long the director lets a person wait: ms from a message to the first text, beside a bare round trip.

Run it with ``python -m tests.bench.bench_director``: 100 prompts of `tests/prompts`, over HTTP to a started backend.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

from i2v_widgets.backend.director.text import read
from tests.unit import backend_kit as kit
from tests.unit.director_cases import ROUTED, cases

PROMPTS = 100


def conversations() -> list[dict[str, object]]:
    """Cases spread over all files until they hold that many messages."""
    every = [case for case in cases() if case["expect"].get("via") not in ROUTED]
    spread = sorted(every, key=lambda case: zlib.crc32(case["id"].encode()))  # the same mixture every time
    picked, said = [], 0
    for case in spread:
        picked.append(case)
        said += len(case["turns"])
        if said >= PROMPTS:
            break
    return picked


async def ask(wire: kit.Wire, session: str, text: str) -> tuple[float, float]:
    """Milliseconds to the first text, and to the end of the answer."""
    body = {"session_id": session, "user_id": "me", "new_message": {"parts": [{"text": text}]}}
    first, begun = 0.0, time.perf_counter()
    async with wire.http.stream("POST", "/run_sse", json={"app_name": "nemo_agent", **body}) as response:
        async for line in response.aiter_lines():
            if first or not line.startswith("data: "):
                continue
            parts = json.loads(line[6:]).get("content", {}).get("parts", ())
            if any("text" in part for part in parts):
                first = (time.perf_counter() - begun) * 1000
    assert first, text
    return first, (time.perf_counter() - begun) * 1000


async def bare(wire: kit.Wire) -> float:
    """Milliseconds of one round trip that does nothing."""
    begun = time.perf_counter()
    await wire.get("/api/credits/balance/simple")
    return (time.perf_counter() - begun) * 1000


def row(name: str, times: Sequence[float]) -> str:
    p95 = sorted(times)[max(0, round(len(times) * 0.95) - 1)]
    return f"| {name:34} | {len(times):3d} | {statistics.median(times):7.1f} | {p95:7.1f} | {max(times):7.1f} |"


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        photos = kit.photos(Path(folder) / "photos", 4)
        async with kit.running(Path(folder) / "home") as wire:
            warm = await wire.session()
            await ask(wire, warm, "hello")
            first: dict[str, list[float]] = {"en": [], "zh": []}
            whole: list[float] = []
            trips: list[float] = []
            for case in conversations():
                session = await wire.session()
                if case["photos"]:
                    await wire.upload(session, *(photos[i % 4] for i in range(min(int(str(case["photos"])), 4))))
                for turn in case["turns"]:  # type: ignore[attr-defined]
                    if len(whole) == PROMPTS:
                        break
                    trips.append(await bare(wire))
                    one, all_ = await ask(wire, session, turn)
                    first[read(turn).language].append(one)
                    whole.append(all_)
    print(f"| {'ms':34} |   n |  median |     p95 |     max |\n| {'-' * 34} | --: | ------: | ------: | ------: |")
    print(row("message to first text, English", first["en"]))
    print(row("message to first text, Chinese", first["zh"]))
    print(row("message to first text, all", [*first["en"], *first["zh"]]))
    print(row("message to the last word", whole))
    print(row("bare round trip (GET credits)", trips))


if __name__ == "__main__":
    asyncio.run(main())
