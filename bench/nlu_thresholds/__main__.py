"""``python -m bench.nlu_thresholds``: prints the sweeps and draws them (a few minutes)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import yaml

from bench.nlu_thresholds.halfway import leaving_halfway
from bench.nlu_thresholds.plot import draw
from bench.nlu_thresholds.predictions import (
    LANGUAGES,
    cross_validated,
    held_out,
    on_development,
)
from bench.nlu_thresholds.slips import slips
from bench.nlu_thresholds.sweep import (
    AlertPoint,
    Point,
    Predictions,
    alert,
    answered_as_a_theft,
    calibration_error,
    rephrase,
    two_buttons,
)
from nlu import fears

PICTURE = Path(__file__).parent / "thresholds.svg"
WRONG = 3.0
"""A wrong answer costs a turn and some trust; a needless question costs a turn."""

LEAST, SHARES = (0.2, fears._LIKELY, 0.3), (0.4, fears._SHARE_OF_THE_FIRST, 0.7, 1.0)


def main() -> None:
    chosen = configured()
    curves = {}
    parts = [*held_out()]
    told_of = {"cross-validated": cross_validated(parts), "development": on_development()}
    for name, sets in told_of.items():
        for language in LANGUAGES:
            told = sets[language]
            print(
                f"{name}, {language}: {len(told.wanted)} messages, "
                f"{np.mean(told.right):.1%} right, calibration error {calibration_error(told):.3f}"
            )
        both = _joined([sets[language] for language in LANGUAGES])
        curves[name] = (
            rephrase(both),
            two_buttons(both, chosen[0]),
            alert(both, fears.KNOWN_TO_BE_SAFE),
        )
        print(_told(name, *curves[name], chosen))
        for least in LEAST:
            points = answered_as_a_theft(both, fears.KNOWN_TO_BE_SAFE, least, SHARES)
            print("\n".join(_at_once(point, least) for point in points))
    print("\n".join(leaving_halfway(parts, chosen[2])))
    print("\n".join(slips(parts)))
    draw(PICTURE, date.today(), curves, chosen)
    print(f"drawn: {PICTURE.relative_to(Path.cwd())}")


def configured() -> tuple[float, float, float]:
    """threshold, ambiguity_threshold, alert: as in config.yml."""
    pipeline = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))["pipeline"]
    named = {part["name"]: part for part in pipeline}
    fallback = named["FallbackClassifier"]
    return (
        fallback["threshold"],
        fallback["ambiguity_threshold"],
        named["nlu.verdict.Verdict"]["alert"],
    )


def _joined(parts: list[Predictions]) -> Predictions:
    odds = np.vstack([p.odds for p in parts])
    return Predictions(parts[0].classes, odds, [w for p in parts for w in p.wanted])


def _told(
    name: str,
    low: list[Point],
    close: list[Point],
    theft: list[AlertPoint],
    chosen: tuple[float, float, float],
) -> str:
    lines = [f"\n{name}"]
    for title, points, value in (("threshold", low, chosen[0]), ("margin", close, chosen[1])):
        best = min(points, key=lambda p: p.cost(WRONG))
        here = min(points, key=lambda p: abs(p.at - value))
        lines.append(f"  {title}: cheapest {_of(best)}; in config.yml {_of(here)}")
    for point in theft[::5]:
        lines.append(
            f"  alert {point.at:.3f}: thefts missed {point.missed:.2%}, "
            f"others asked about {point.false:.2%}"
        )
    return "\n".join(lines)


def _at_once(point: AlertPoint, least: float) -> str:
    chosen = (least, point.at) == (fears._LIKELY, fears._SHARE_OF_THE_FIRST)
    return (
        f"  a theft from {least:.2f} and {point.at:.1f} of the likeliest on: not answered as one "
        f"{point.missed:.2%}, others that are {point.false:.2%}{' (chosen)' if chosen else ''}"
    )


def _of(point: Point) -> str:
    return f"{point.at:.2f} (asked for nothing {point.asked:.1%}, wrong {point.wrong:.1%})"


if __name__ == "__main__":
    main()
