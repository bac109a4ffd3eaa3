"""From labels to training messages and tests: refused with a reason, or done as a whole."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from improve import learn as learning
from improve.learn import TESTS, finish_interrupted, learn
from improve.training import with_messages
from improve.words import frozen_messages
from kept.lists import Entry, ListError, read_list, write_list

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 25)
NEW = "pengarna jag flyttade hit från en annan sajt hänger någonstans på vägen"


FROZE: Entry = {
    "id": "m-2",
    "message": "the page froze on me again and again and i lost count",
    "language": "en",
    "label": "account_sync",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of what is read and written."""
    shutil.copytree(ROOT / "data" / "nlu", tmp_path / "data" / "nlu")
    shutil.copytree(ROOT / "tests" / "nlu", tmp_path / "tests" / "nlu")
    (tmp_path / TESTS).parent.mkdir()
    return tmp_path


def entry(number: int = 1, **more: object) -> Entry:
    return {"id": f"m-{number}", "message": NEW, "language": "sv",
            "label": "deposit_not_arrived", "from": {}, **more}  # fmt: skip


def labelled(root: Path, *entries: Entry) -> Path:
    path = root / "review" / "2026-11-25.yml"
    write_list(path, entries)
    return path


def files(root: Path) -> dict[str, str]:
    return {str(p.relative_to(root)): p.read_text() for p in root.rglob("*") if p.is_file()}


def refused(root: Path, *entries: Entry) -> list[str]:
    """The error lines; nothing was written."""
    path = labelled(root, *entries)
    before = files(root)
    with pytest.raises(ListError) as error:
        learn(path, root, TODAY)
    assert files(root) == before
    *lines, last = str(error.value).splitlines()
    assert last == "Nothing was learned."
    return lines


def test_label_becomes_a_training_line_and_a_test(root: Path) -> None:
    target = root / "data" / "nlu" / "sv" / "deposit_not_arrived.yml"
    before = target.read_text()
    path = labelled(root, entry(), entry(2, label="skip"), entry(3, label=None))
    lines = learn(path, root, TODAY)
    assert lines[0] == f"data/nlu/sv/deposit_not_arrived.yml: {NEW}"
    assert target.read_text() == before.rstrip("\n") + f"\n    - {NEW}\n"
    assert yaml.safe_load((root / TESTS).read_text()) == [
        {"id": "m-1", "language": "sv", "message": NEW, "intent": "deposit_not_arrived"}
    ]
    learned = [e.get("learned") for e in read_list(path)]
    assert learned == [TODAY.isoformat(), None, None]


def test_learning_again_adds_nothing(root: Path) -> None:
    path = labelled(root, entry())
    learn(path, root, TODAY)
    before = files(root)
    assert learn(path, root, TODAY) == [
        "review/2026-11-25.yml: no label to learn (0 to skip of 1 messages)."
    ]
    assert files(root) == before


def test_second_list_adds_to_the_tests(root: Path) -> None:
    learn(labelled(root, entry()), root, TODAY)
    other = entry(2, message="it says nothing at all on that page of yours", language="en",
                  label="deny", before="where did the [amount] eth go")  # fmt: skip
    learn(labelled(root, other), root, TODAY)
    text = (root / TESTS).read_text()
    assert text.startswith("# Messages that were misunderstood once")
    first, second = yaml.safe_load(text)
    assert first["id"] == "m-1"
    assert "before" not in first
    assert second["before"].startswith("where did the ")
    assert "[" not in second["before"]


def test_placeholders_are_filled_and_rewording_wins(root: Path) -> None:
    with_id = entry(message="var tog affären med nummer [order id] vägen egentligen")
    other = entry(
        2,
        message="my password is [password]",
        language="en",
        reword="the site froze while i was typing [amount] into the amount box",
    )
    learn(labelled(root, with_id, other), root, TODAY)
    first, second = yaml.safe_load((root / TESTS).read_text())
    assert [len(w) for w in first["message"].split() if w.isdigit()] == [19]
    assert second["message"].startswith("the site froze")
    assert "[" not in second["message"]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"label": "deposit_not_arived"},
         "there is no intent 'deposit_not_arived': did you mean deposit_not_arrived"),
        ({"label": "nlu_fallback"}, "there is no intent 'nlu_fallback'"),
        ({"language": None}, "language is missing: write sv or en."),
        ({"language": "no"}, "language is missing: write sv or en."),
        ({"reword": "mitt lösenord är hunter22"}, "still holds a password"),
        ({"reword": "pengarna på 2644467123611912853"}, "still holds an order id"),
        ({"reword": "hör av er till anna@example.com"}, "still holds an email"),
        ({"reword": "jag heter Anna och väntar"}, "still holds a name"),
        ({"reword": "skickat till bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"},
         "still holds an address"),
        ({"message": "1234", "reword": None}, "there is no word to learn"),
        ({"reword": "pengarna [någonstans] på vägen [hit](currency)"}, "is no placeholder"),
        ({"reword": "min privata nyckel är [txid]"}, "reads like a secret once it is filled in"),
        ({"reword": "Min insättning har inte kommit än!"}, "is the same as “Min insättning"),
        ({"reword": "Min insättning har ännu inte kommit än nu"}, "is nearly the same as “Min"),
    ],
)  # fmt: skip
def test_wrong_entry_is_refused_with_its_name_and_the_reason(
    root: Path, more: Entry, line: str
) -> None:
    lines = refused(root, entry(7, **more), entry(8, message="hej på er", label="skip"))
    assert len(lines) == 1, lines
    assert lines[0].startswith("review/2026-11-25.yml: m-7: ")
    assert line in lines[0]
    for secret in ("hunter22", "anna@", "26444671", "bc1q"):
        assert secret not in lines[0]


def test_copy_of_a_frozen_message_is_refused_without_showing_it(root: Path) -> None:
    frozen = next(m for m in frozen_messages(root) if len(m.text.split()) > 8)
    (line,) = refused(root, entry(message=f"{frozen.text} hm", language="en"))
    assert f"resembles a message of {frozen.path.relative_to(root)}" in line
    assert frozen.text not in line


def test_every_kind_of_frozen_file_counts(root: Path) -> None:
    (root / "tests" / "nlu" / "multi").mkdir(exist_ok=True)
    rows = [{"text": "both the left one and the right one went astray on tuesday", "first": "x"}]
    (root / "tests" / "nlu" / "multi" / "en.yml").write_text(yaml.safe_dump(rows))
    (line,) = refused(root, entry(message=rows[0]["text"], language="en"))
    assert "tests/nlu/multi/en.yml" in line


def test_two_entries_alike_are_refused(root: Path) -> None:
    (line,) = refused(root, entry(1), entry(2, message=f"{NEW}!", label="account_sync"))
    assert "m-2: is nearly the same as m-1: skip one." in line


def test_one_wrong_entry_keeps_the_right_ones_back(root: Path) -> None:
    refused(root, entry(1), entry(2, label="x", message="något helt annat som ingen har sagt"))


def test_every_training_file_takes_a_line_and_keeps_the_rest() -> None:
    """Comments, order, quotes and indentation stay as they are."""
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        before = path.read_text(encoding="utf-8")
        after = with_messages(before, path.stem, ["en helt ny rad: “så här” # 1"], path)
        assert after.replace("    - en helt ny rad: “så här” # 1\n", "") == before
        read = RasaYAMLReader().reads(after).training_examples
        assert "en helt ny rad: “så här” # 1" in [one.get("text") for one in read]


def test_line_is_put_under_its_own_intent() -> None:
    content = (
        'version: "3.1"\n# a comment\nnlu:\n- intent: greet  # first\n  examples: |\n'
        "    - hej\n# between\n- intent: deny\n  examples: |\n    - nej\n"
    )
    changed = with_messages(content, "greet", ["tjena"], Path("x.yml"))
    assert changed == content.replace("    - hej\n", "    - hej\n    - tjena\n")
    with pytest.raises(ListError, match="no messages of goodbye"):
        with_messages(content, "goodbye", ["hej då"], Path("x.yml"))


@pytest.mark.parametrize("message", ["min [btc](currency) är borta", 'min [btc]{"entity": "x"} är'])
def test_line_that_rasa_reads_otherwise_is_refused(message: str) -> None:
    content = "nlu:\n- intent: greet\n  examples: |\n    - hej\n"
    with pytest.raises(ListError):
        with_messages(content, "greet", [message], Path("x.yml"))


# --- all or nothing -----------------------------------------------------------------------


@pytest.mark.parametrize("at", range(5))
def test_failure_while_writing_changes_nothing(
    root: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever write fails, the project is as it was."""
    path = labelled(root, entry(), FROZE)
    before = files(root)
    write, count = learning._write, iter(range(100))

    def failing(target: Path, content: str) -> None:
        if next(count) == at:
            raise OSError("disk full")
        write(target, content)

    monkeypatch.setattr(learning, "_write", failing)
    with pytest.raises(OSError, match="disk full"):
        learn(path, root, TODAY)
    monkeypatch.undo()
    finish_interrupted(root)
    assert files(root) == before


@pytest.mark.parametrize("at", range(1, 4))
def test_interruption_between_the_moves_is_finished_at_the_next_start(
    root: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = labelled(root, entry(), FROZE)
    move, count = os.replace, iter(range(100))

    def killed(source: Path, target: Path) -> None:
        if next(count) == at:
            raise KeyboardInterrupt
        move(source, target)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        learn(path, root, TODAY)
    monkeypatch.undo()
    finish_interrupted(root)
    assert len(yaml.safe_load((root / TESTS).read_text())) == 2
    assert [e["learned"] for e in read_list(path)] == [TODAY.isoformat()] * 2
    assert NEW in (root / "data" / "nlu" / "sv" / "deposit_not_arrived.yml").read_text()
    assert "froze on me" in (root / "data" / "nlu" / "en" / "account_sync.yml").read_text()
    assert not (root / "review" / ".learning").exists()
