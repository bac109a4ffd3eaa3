"""``python -m bench.nlu``: four pipelines side by side; writes bench/results/nlu/.

Examples:
    python -m bench.nlu --pipelines saldo --datasets own
    python -m bench.nlu --data ~/nlu-data --epochs 20 --pipelines diet --datasets banking77
    python -m bench.nlu --data ~/nlu-data --report     (runs nothing: tables of what is kept)
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.nlu import datasets, latency, pipelines, plot, runs, tables
from bench.nlu.process import WorkerFailed

HERE = Path(__file__).parent
SETS = ("own", "banking77", "banking77-10shot", "clinc150")


def main() -> int:
    """Run what was asked for, then report all that is kept."""
    options = _options()
    try:
        wanted = list(chosen(options.datasets, options.data, options.draws))
        if not options.report:
            for dataset in wanted:
                for name in options.pipelines:
                    epochs = options.epochs if name == pipelines.DIET else None
                    runs.run(name, dataset, epochs, options.again, _say)
                if not options.no_latency:
                    latency.measure(dataset, list(pipelines.TITLES), options.again)
    except (datasets.MissingData, WorkerFailed) as error:
        print(error, file=sys.stderr)
        return 1
    kept = list(chosen(SETS, options.data, options.draws, strict=False))
    text = tables.report(kept)
    target = HERE if options.publish else runs.RESULTS
    target.mkdir(parents=True, exist_ok=True)
    (target / "figures.md").write_text(text, encoding="utf-8")
    drawn = plot.accuracy_against_latency(kept, target / "accuracy-latency.svg")
    print(text)
    print(f"Written to {target / 'figures.md'}" + (f" and {drawn}" if drawn else ""))
    return 0


def chosen(
    names: list[str] | tuple[str, ...], data: Path | None, draws: int, strict: bool = True
) -> Iterator[datasets.DataSet]:
    """The data sets of these names; without ``strict``, those of them whose files are there."""
    for name in names:
        try:
            if name == "own":
                yield datasets.own()
            elif data is None:
                raise datasets.MissingData(f"{name}: name the folder that holds it with --data.")
            elif name == "banking77":
                yield datasets.banking77(data)
            elif name == "clinc150":
                yield datasets.clinc150(data)
            else:
                for draw in range(1, draws + 1):
                    yield datasets.banking77_few(data, draw)
        except datasets.MissingData:
            if strict:
                raise


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.nlu",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--pipelines", nargs="+", choices=list(pipelines.TITLES), default=list(pipelines.TITLES))
    add("--datasets", nargs="+", choices=SETS, default=list(SETS))
    add("--data", type=Path, help="the folder with train.csv, test.csv and data_full.json")
    add("--epochs", type=int, help="of DIET, instead of Rasa's own 100")
    add("--draws", type=int, default=3, help="of ten messages an intent (%(default)s)")
    add("--again", action="store_true", help="run even what is kept and unchanged")
    add("--no-latency", action="store_true", help="leave the interleaved times out")
    add("--report", action="store_true", help="run nothing; report what is kept")
    add("--publish", action="store_true", help="write table and plot to bench/nlu/")
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
