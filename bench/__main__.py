"""``python -m bench [turns fanout costs train]``: prints tables, and writes bench/results/."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench import fanout, training, turns
from bench.bot import Bot, started_bot
from bench.figures import Table, machine

RESULTS = Path(__file__).parent / "results"
PARTS = ("turns", "fanout", "costs", "train")


def main() -> int:
    """Measure what was asked for; the exit code is 0 whatever the figures are."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=" | ".join(PARTS))
    wanted = parser.parse_args().parts or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        print(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
        return 2
    head = f"# Measured {time.strftime('%Y-%m-%d %H:%M')}\n\n{machine()}\n"
    tables = [training.measure()] if "train" in wanted else []
    if set(wanted) - {"train"}:
        with tempfile.TemporaryDirectory() as folder, started_bot(Path(folder)) as bot:
            tables += _with_bot(bot, wanted)
    text = "\n".join([head, *(table.markdown() for table in tables)])
    print(text)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.md"
    path.write_text(text, encoding="utf-8")
    print(f"Written to {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")
    return 0


def _with_bot(bot: Bot, wanted: list[str]) -> list[Table]:
    before = bot.memory()
    tables = [turns.measure(bot)] if "turns" in wanted else []
    if "fanout" in wanted:
        tables.append(fanout.measure(bot))
    if "costs" in wanted:
        tables.append(_costs(bot, before))
    return tables


def _costs(bot: Bot, before: dict[str, float]) -> Table:
    after = bot.memory()
    rows: list[tuple[str, ...]] = [
        (name, f"{before[name]:.0f}", f"{after.get(name, 0):.0f}") for name in before
    ]
    rows.append(("together", f"{sum(before.values()):.0f}", f"{sum(after.values()):.0f}"))
    return Table(
        "Memory of each process (resident)",
        ("process", "MB at the start", "MB at the end"),
        rows,
        f"From the command to a bot that answers: {bot.started:.0f} s, the model being there.",
    )


if __name__ == "__main__":
    sys.exit(main())
