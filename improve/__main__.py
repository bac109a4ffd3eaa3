"""``python -m improve review | learn`` (what ``make`` calls)."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # spaCy wakes TensorFlow, which has its say
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from kept.lists import ListError, write_list
from kept.places import ROOT, find_places
from kept.store import Store, StoreError


def review(options: argparse.Namespace) -> None:
    """List the messages that were perhaps misunderstood."""
    from improve.learn import finish_interrupted
    from improve.names import known_words
    from improve.review import Reviewer
    from improve.review import review as listed

    finish_interrupted(options.root)
    places = find_places(os.environ, options.root)
    reviewer = Reviewer(known_words(options.root), options.below)
    path, entries, new = listed(
        [Store(tracker) for tracker in places.trackers],
        places.lists,
        date.today(),
        reviewer,
        options.root,
    )
    if not entries:
        print("There is nothing to review.")
        return
    write_list(path, entries)
    shown = path.relative_to(options.root)
    count = f"{len(entries)} message{'s' if len(entries) > 1 else ''}"
    print(f"{shown}: {count}, {new} without a label.")
    print(f"Label them in an editor, then: make learn FILE={shown}")


def learn(options: argparse.Namespace) -> None:
    """Turn the labels of a review list into training messages and tests."""
    from improve.learn import finish_interrupted
    from improve.learn import learn as learned

    finish_interrupted(options.root)
    if not options.file:
        raise ListError("Name the list: FILE=review/<date>.yml.")
    print("\n".join(learned(Path(options.file), options.root, date.today())))


def main() -> int:
    """The exit code: 1 with a line for each thing that is wrong."""
    parser = argparse.ArgumentParser(prog="python -m improve", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, function in (("review", review), ("learn", learn)):
        command = commands.add_parser(name, help=(function.__doc__ or "").splitlines()[0])
        command.set_defaults(function=function)
        command.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
        if name == "review":
            command.add_argument("--below", type=float, default=0.7, help="low confidence")
        else:
            command.add_argument("--file", default="", help="the review list")
    options = parser.parse_args()
    try:
        options.function(options)
    except (ListError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
