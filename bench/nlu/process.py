"""Starts worker.py: trains a model, asks a model."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yaml

from bench.nlu import datasets, pipelines
from bench.nlu.datasets import ROOT, DataSet
from launcher.environment import QUIET

WORKER = [sys.executable, "-m", "bench.nlu.worker"]


class WorkerFailed(Exception):
    """A training or a loaded model ended too early; the text is the end of what it wrote."""


def train(pipeline: str, dataset: DataSet, epochs: int | None, folder: Path) -> dict[str, Any]:
    """Train into ``folder``/model.tar.gz; what it cost. Rasa's cache of earlier steps is not used.

    ``vectors_kept`` says that message vectors of an earlier training were there to be used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / ".rasa", ignore_errors=True)
    kept = (folder / ".saldo" / "cache").is_dir()
    config = folder / "config.yml"
    config.write_text(yaml.safe_dump(pipelines.config(pipeline, epochs)), encoding="utf-8")
    data = dataset.files or datasets.write_rasa(dataset.train, folder / "nlu.yml")
    with (folder / "train.log").open("w", encoding="utf-8") as log:
        done = subprocess.run(  # noqa: S603
            [*WORKER, "train", str(config), str(data), str(folder), "model"],
            cwd=folder,
            env=_environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            check=False,
        )
    if done.returncode:
        raise WorkerFailed(_end(folder / "train.log"))
    shutil.rmtree(folder / ".rasa", ignore_errors=True)
    cost: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    size = (folder / "model.tar.gz").stat().st_size / 2**20
    return {**cost, "model_mb": size, "vectors_kept": kept and pipeline == pipelines.SALDO}


class Served:
    """A loaded model in its own process. ``about``: seconds to load it, MB afterwards."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[str] = process.stdin
        self._out: IO[str] = process.stdout
        self._log = log
        self.about = self._read()

    def ask(self, text: str) -> dict[str, Any]:
        """intent, ranking ([label, confidence] each), ms."""
        print(json.dumps(text), file=self._in, flush=True)
        return self._read()

    def finish(self) -> dict[str, Any]:
        """End of input; MB at the end, and at the most."""
        self._in.close()
        return self._read()

    def _read(self) -> dict[str, Any]:
        line = self._out.readline()
        if not line:
            raise WorkerFailed(_end(self._log))
        return dict(json.loads(line))


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The model of ``folder`` in a process of its own, which ends with the block."""
    with (
        (folder / "serve.log").open("w", encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603
            [*WORKER, "serve", str(folder / "model.tar.gz")],
            cwd=folder,
            env=_environ(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            yield Served(process, folder / "serve.log")
        finally:
            process.kill()


def _environ() -> dict[str, str]:
    return {**os.environ, **QUIET, "PYTHONPATH": str(ROOT)}


def _end(log: Path) -> str:
    return f"{log}:\n{log.read_text(encoding='utf-8')[-2000:]}"
