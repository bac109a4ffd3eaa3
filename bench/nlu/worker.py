"""A process of its own for each training and each loaded model, so that its memory is its own.

``train CONFIG DATA OUTPUT NAME`` prints one line of JSON: seconds, seconds of processor, MB at
the most.
``serve MODEL`` prints one when the model is loaded, one for each line of JSON text that it reads
(intent, ranking, milliseconds, milliseconds of processor), and one at the end of input.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any, TextIO


def main(arguments: list[str]) -> int:
    # Rasa prints to stdout, which is ours: what it says goes to stderr.
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    if arguments[0] == "train":
        say(ours, train(*arguments[1:]))
    else:
        serve(ours, arguments[1])
    return 0


def say(out: TextIO, what: dict[str, Any]) -> None:
    print(json.dumps(what, ensure_ascii=False), file=out, flush=True)


def train(config: str, data: str, output: str, name: str) -> dict[str, Any]:
    """Rasa's own training of an NLU model; the time is without the imports."""
    from rasa.model_training import train_nlu

    began, worked = time.monotonic(), time.process_time()
    path = train_nlu(config, data, output, fixed_model_name=name)
    seconds, work = time.monotonic() - began, time.process_time() - worked
    if path is None:
        raise SystemExit("Rasa trained nothing.")
    return {"train_seconds": seconds, "train_cpu_seconds": work, "train_peak_mb": peak_mb()}


def serve(out: TextIO, model: str) -> None:
    """Answer as ``Agent.parse_message`` does, one message at a time."""
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog()  # else each message is printed as it is parsed
    began = time.monotonic()
    agent = Agent.load(model)
    if not agent.is_ready():
        raise SystemExit(f"{model} is no model.")
    say(out, {"load_seconds": time.monotonic() - began, "loaded_mb": resident_mb()})
    loop = asyncio.new_event_loop()
    for line in sys.stdin:
        text = json.loads(line)
        began, worked = time.perf_counter(), time.process_time()
        result = loop.run_until_complete(agent.parse_message(text))
        took, work = time.perf_counter() - began, time.process_time() - worked
        ranking = [[r["name"], float(r["confidence"])] for r in result.get("intent_ranking", [])]
        times = {"ms": took * 1000, "cpu_ms": work * 1000}
        say(out, {"intent": result["intent"]["name"], "ranking": ranking, **times})
    now = resident_mb()
    say(out, {"resident_mb": now, "peak_mb": max(now, peak_mb())})


def peak_mb() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / 2**20 if sys.platform == "darwin" else used / 2**10


def resident_mb() -> float:
    """Now; the most so far where the system has no /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return peak_mb()
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
