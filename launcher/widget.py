"""Builds the chat widget when its sources changed, where there is Node.js to do it with.

Nothing that is built is committed. Without Node.js everything else runs, and the help centre
says what is missing.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from launcher.config import ROOT, ConfigError

SOURCES = ("package.json", "package-lock.json", ".npmrc", "build.mjs", "src")
OLDEST_NODE = 18
BUILT = Path("widget/dist/saldo-chat.js")
MISSING = (
    f"The help centre's chat is not built: Node.js {OLDEST_NODE} or newer (with npm) is not on"
    " this machine. Everything else runs."
)


def ensure_widget(root: Path = ROOT) -> Path | None:
    """The built script, built now if its sources changed; None where nothing can build it.

    Raises ConfigError with the end of npm's output when it fails.
    """
    folder = root / "widget"
    wanted = digest(folder)
    stamp, script = folder / "dist" / "built-from", root / BUILT
    if script.is_file() and stamp.is_file() and stamp.read_text() == wanted:
        return script
    if not node_fits():
        print(MISSING, flush=True)
        return None
    (root / ".saldo").mkdir(exist_ok=True)
    with (root / ".saldo" / "widget.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another start may be building the same
        if not (stamp.is_file() and stamp.read_text() == wanted):
            print("Building the chat widget ...", flush=True)
            install(folder)
            _npm(folder, "run", "build", "--silent")
            stamp.write_text(wanted)
    return script


def install(folder: Path, tests: bool = False) -> None:
    """The locked packages, into ``widget/node_modules``, when the lock has changed.
    ``tests``: also what only the tests need."""
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".saldo-installed"
    present = stamp.read_text().split() if stamp.is_file() else []
    if lock not in present or (tests and "tests" not in present):
        _npm(folder, "ci", "--ignore-scripts", *([] if tests else ["--omit=dev"]))
        stamp.write_text(f"{lock} tests" if tests else lock)


def digest(folder: Path) -> str:
    """A name for the content of SOURCES."""
    total = hashlib.sha256()
    for source in SOURCES:
        path = folder / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                total.update(f"{file.relative_to(folder)} {content}\n".encode())
    return total.hexdigest()


def node_fits() -> bool:
    """Whether npm and a Node.js that is new enough start here."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    try:
        said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)
    except OSError:
        return False
    match = re.match(r"v(\d+)\.", said.stdout)
    return bool(match and int(match[1]) >= OLDEST_NODE)


def check(root: Path = ROOT) -> None:
    """Types, build and unit tests of the widget. Raises ConfigError."""
    if not node_fits():
        raise ConfigError(MISSING)
    install(root / "widget", tests=True)
    for script in ("types", "build", "test"):
        print(_npm(root / "widget", "run", script), flush=True)


def _npm(folder: Path, *arguments: str) -> str:
    """What npm printed. Raises ConfigError with the end of it when it fails."""
    npm = shutil.which("npm") or "npm"
    done = subprocess.run(
        [npm, *arguments],
        cwd=folder,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        end = [line for line in done.stdout.splitlines() if line.strip()][-25:]
        raise ConfigError("\n".join(["The chat widget could not be built. npm said:", *end]))
    return done.stdout
