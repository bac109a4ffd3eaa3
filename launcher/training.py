"""Trains when the data changed, and otherwise says where the model is, without importing Rasa.

Loading a model runs what is in it, so only the bytes that were trained here are handed on: their
SHA-256 lies beside the model (threat model T27).
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from launcher.config import ROOT, ConfigError

SOURCES = ("config.yml", "domain.yml", "domain", "data", "nlu", "shield", "requirements/bot.txt")
"""What a model is made from: Rasa's data, and the code of the components and of the lock."""
KEPT = 3
HEARTBEAT_SECONDS = 15.0
_STEP = re.compile(r"(Starting to train component|Restored component) '(?P<name>\w+)'")


def ensure_model(environ: Mapping[str, str], root: Path = ROOT) -> Path:
    """The model of the present data, trained now if there is none of this machine's yet.

    Raises ConfigError with the end of the training's output when it fails, and when a model
    is no longer what was trained.
    """
    (root / ".saldo").mkdir(exist_ok=True)
    with (root / ".saldo" / "train.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another start may be training the same
        model = root / "models" / f"saldo-{digest(root)}.tar.gz"
        stamp = _stamp(model)
        if not model.is_file() or not stamp.is_file():
            _train(model, environ, root)
            stamp.write_text(_sha256(model), encoding="ascii")
            _prune(model)
        if stamp.read_text(encoding="ascii").strip() != _sha256(model):
            raise ConfigError(
                f"models/{model.name} is not what was trained here: delete it and start again."
            )
        return model


def _stamp(model: Path) -> Path:
    return model.with_name(f"{model.name.removesuffix('.tar.gz')}.sha256")


def _sha256(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            total.update(chunk)
    return total.hexdigest()


def digest(root: Path = ROOT) -> str:
    """A name for the content of SOURCES."""
    total = hashlib.sha256()
    for path in _files(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root)} {content}\n".encode())
    return total.hexdigest()[:12]


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = root / source
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from sorted(
                p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts
            )


def _train(model: Path, environ: Mapping[str, str], root: Path) -> None:
    log = root / ".saldo" / "train.log"
    print(f"Training the model (a few minutes; details in {log.relative_to(root)}) ...", flush=True)
    name = model.name.removesuffix(".tar.gz")
    # `make test` validates the data; here it would only take its time again.
    command = [sys.executable, "-m", "rasa", "train", "--skip-validation"]
    with _Progress() as progress, log.open("w", encoding="utf-8") as out:
        code = _follow([*command, "--fixed-model-name", name], environ, root, out, progress)
        if code == 0 and model.is_file():
            progress.say(f"trained: models/{model.name}")
            return
    end = [line for line in log.read_text(encoding="utf-8").splitlines() if line.strip()][-10:]
    raise ConfigError("\n".join(["Training failed. The end of its output:", *end]))


def _follow(
    command: list[str], environ: Mapping[str, str], root: Path, out: TextIO, progress: _Progress
) -> int:
    """Run the training, log all that it prints and show its steps; its exit code."""
    with subprocess.Popen(
        command,
        cwd=root,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                out.write(line)
                if step := _STEP.search(line):
                    progress.say(step["name"])
        except BaseException:
            process.terminate()
            raise
    return process.returncode


class _Progress:
    """Says each step with its time, and every HEARTBEAT_SECONDS that it still goes on."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> _Progress:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def say(self, text: str) -> None:
        print(f"  {time.monotonic() - self._began:4.0f} s  {text}", flush=True)

    def _beat(self) -> None:
        while not self._ended.wait(HEARTBEAT_SECONDS):
            self.say("...")


def _prune(newest: Path) -> None:
    """Keep the last few of our own models; models of a plain `rasa train` are left alone."""
    ours = sorted(newest.parent.glob("saldo-*.tar.gz"), key=lambda p: p.stat().st_mtime)
    for old in ours[:-KEPT]:
        old.unlink(missing_ok=True)
        _stamp(old).unlink(missing_ok=True)
