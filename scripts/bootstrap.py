#!/usr/bin/env python3
"""Makes the virtual environments from the hashed locks, when a lock has changed.

Usage: python3 scripts/bootstrap.py run | test

Runs on any Python from 3.8 and needs nothing else: it uses ``uv`` where there is one and
installs it into ``.saldo/uv`` otherwise. The tests also need Chromium and Node.js, which are
installed with apt-get where they are missing and this is root.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV_VERSION = "0.13.8"
BOT_PYTHON = ((3, 10), (3, 10))  # Rasa 3.6 runs on no other
NEXT_PYTHON = ((3, 12), (3, 14))

# environment -> (Python from, to), locks
ENVIRONMENTS = {
    "run": {".venv": (BOT_PYTHON, ["bot"])},
    "test": {
        ".venv": (BOT_PYTHON, ["bot", "dev"]),
        ".venv-next": (NEXT_PYTHON, ["next"]),
        ".venv-clients": (BOT_PYTHON, ["clients"]),
    },
}
STAMP = "saldo-installed"

# what the tests need of the machine: programs of which one must be there, Debian packages, why
MACHINE = [
    (["chromium", "chromium-browser", "google-chrome"], ["chromium"], "the tests in a browser"),
    (["npm"], ["nodejs", "npm"], "the chat widget"),
]


class Failed(Exception):
    """One line that says what to do."""


def main():
    """Make what the argument names; the exit code."""
    if len(sys.argv) != 2 or sys.argv[1] not in ENVIRONMENTS:
        print(__doc__)
        return 2
    try:
        for name, (pythons, locks) in ENVIRONMENTS[sys.argv[1]].items():
            ensure(ROOT / name, pythons, [ROOT / "requirements" / f"{lock}.txt" for lock in locks])
        if sys.argv[1] == "test":
            ensure_machine()
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def ensure_machine():
    """Chromium and Node.js: those of the machine, else installed where this is root on Debian."""
    for programs, packages, why in MACHINE:
        if any(shutil.which(program) for program in programs):
            continue
        if programs[0] == "chromium" and os.environ.get("SALDO_CHROMIUM"):
            continue
        names = " ".join(packages)
        if not shutil.which("apt-get") or os.geteuid() != 0:
            raise Failed(f"{names} is not on this machine, and {why} need it: install it.")
        print(f"Installing {names} ({why}) ...", flush=True)
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        ):
            if subprocess.run(command, check=False, env=quiet).returncode:
                raise Failed(f"{names} could not be installed (see above): {why} need it.")


def ensure(target, pythons, locks):
    """The environment ``target`` holds the locks: at once if its stamp says so."""
    wanted = [f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}" for lock in locks]
    stamp = target / STAMP
    present = stamp.read_text().splitlines() if stamp.is_file() else []
    if set(wanted) <= set(present):
        return  # a test environment also runs the bot
    if stamp.is_file():
        stamp.unlink()  # an interrupted installation must not look complete
    uv = find_uv()
    if not fits(target / "bin" / "python", pythons):
        make_environment(uv, target, pythons)
    print(f"Installing {', '.join(lock.name for lock in locks)} into {target.name} ...", flush=True)
    # Compiled once: where Python may not write bytecode (many containers), every process would
    # compile TensorFlow and the rest again, ten seconds each.
    command = [uv, "pip", "sync", "--require-hashes", "--compile-bytecode"]
    command += ["--python", target / "bin" / "python", *locks]
    if subprocess.run([str(part) for part in command], check=False, cwd=str(ROOT)).returncode:
        raise Failed(
            f"Installing into {target.name} failed (see above): "
            "check the connection to the package index, then run the same command again."
        )
    stamp.write_text("\n".join(wanted) + "\n")


def make_environment(uv, target, pythons):
    """An empty environment of a fitting Python: one of this machine, else one that uv fetches."""
    (low, _high) = pythons
    version = ".".join(map(str, low))
    python = find_python(pythons) or version
    print(f"Making {target.name} with Python {python} ...", flush=True)
    command = [uv, "venv", "--quiet", "--clear", "--python", str(python), str(target)]
    done = subprocess.run(command, check=False, cwd=str(ROOT), capture_output=True, text=True)
    if done.returncode:
        newer = "" if low == pythons[1] else " (or newer)"
        raise Failed(
            f"Python {version}{newer} is not on this machine and could not be fetched: "
            f"install it (for example `pyenv install {version}`), then run the same command again."
        )


def find_python(pythons):
    """The newest fitting Python of this machine: on the path, or one of pyenv's."""
    (major, low), (_major, high) = pythons
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for minor in range(high, low - 1, -1):
        found = shutil.which(f"python{major}.{minor}")
        installed = sorted(pyenv.glob(f"{major}.{minor}.*/bin/python"), reverse=True)
        for candidate in [found, *installed]:
            if candidate and fits(candidate, pythons):
                return candidate
    return None


def fits(python, pythons):
    """Whether ``python`` starts and is of one of the wanted versions (a pyenv shim may not)."""
    code = "import sys, venv; print(*sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(python), "-c", code], check=False, capture_output=True, text=True, cwd=str(ROOT)
        )
    except OSError:
        return False
    if done.returncode:
        return False
    return pythons[0] <= tuple(map(int, done.stdout.split())) <= pythons[1]


def find_uv():
    """The path of a uv that starts; installed into .saldo/uv where there is none."""
    own = ROOT / ".saldo" / "uv"
    for candidate in (shutil.which("uv"), own / "bin" / "uv"):
        if candidate and starts(candidate):
            return str(candidate)
    print(f"Installing uv {UV_VERSION} into {own.relative_to(ROOT)} ...", flush=True)
    pip = [str(own / "bin" / "pip"), "--quiet", "--disable-pip-version-check"]
    for command in (
        [sys.executable, "-m", "venv", str(own)],
        [*pip, "install", f"uv=={UV_VERSION}"],
    ):
        if subprocess.run(command, check=False).returncode:
            raise Failed(
                "uv could not be installed (see above): install it (`pip install uv`), "
                "then run the same command again."
            )
    return str(own / "bin" / "uv")


def starts(uv):
    """Whether this uv runs (a version manager's shim may refuse)."""
    try:
        command = [str(uv), "--version"]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
