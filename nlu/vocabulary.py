"""spaCy as tokenizer and phrase matcher over the gazetteer.

``spacy.blank`` is built here, because plain ``rasa train`` cannot build a model folder
and there is no Swedish pipeline to install.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu.yml import read_yaml

GAZETTEER = Path(__file__).parent / "gazetteer"
_SIGNS = re.compile(r"[^\w\s]{8,}")
_SUFFIXES = ("s", "en", "n", "ens")
_ANY_COIN = "krypto"


class Meaning(NamedTuple):
    """What a phrase can stand for. ``plain``: an ordinary word too; "word": a very common one."""

    kind: str  # coin | network | dual | funding | trading
    value: str
    plain: str = ""


@dataclass
class Vocabulary:
    """The tokenizer, the matcher and the plain tables read from the gazetteer."""

    nlp: Any
    matcher: Any
    meanings: dict[str, set[Meaning]]
    own_coin: dict[str, str]
    fiat: dict[str, str]
    not_coins: frozenset[str]
    not_account_after: frozenset[str]
    tickers: frozenset[str]
    units: frozenset[str] = field(default_factory=frozenset)

    def doc(self, text: str) -> Any:
        """Tokens of ``text``; long runs of signs are blanked (spaCy takes them off one by one)."""
        return self.nlp.make_doc(_SIGNS.sub(lambda m: m[0][:3] + " " * (len(m[0]) - 3), text))

    def phrases(self, doc: Any) -> Iterator[tuple[int, int, set[Meaning]]]:
        """Longest matches without overlaps: first token, past the last, meanings."""
        spans = sorted({(s, e) for _, s, e in self.matcher(doc)}, key=lambda p: (p[0] - p[1], p[0]))
        taken: set[int] = set()
        for start, end in spans:
            if not taken.intersection(range(start, end)):
                taken.update(range(start, end))
                yield start, end, self.meanings[doc[start:end].text.lower()]

    def compound(self, word: str) -> set[Meaning]:
        """Swedish compounds: "bitcoininsättning" names a coin in its first part."""
        stem, _ = self.parts(word) or ("", "")
        return {Meaning(m.kind, m.value) for m in self.meanings.get(stem, ())}

    def parts(self, word: str) -> tuple[str, str] | None:
        """("bitcoin", "insättning") of "bitcoininsättning", "Bitcoin-insättning" or, with a slip,
        "bitcoininsätning"; None of a word that is no such compound; also of "kryptouttaget", which
        names no coin."""
        whole = word.lower()
        for head in _HEADS:
            stem = whole[: -len(head)].rstrip("-") if whole.endswith(head) else ""
            if self._is_coin(stem):
                return stem, head
        for end in range(_LEAST_STEM, len(whole) - _LEAST_HEAD + 2):
            stem = whole[:end].rstrip("-")
            head = _meant(whole[end:]) if self._is_coin(stem) else ""
            if head:
                return stem, head
        return None

    def _is_coin(self, stem: str) -> bool:
        return len(stem) >= _LEAST_STEM and (stem in self.meanings or stem == _ANY_COIN)


def read(name: str) -> dict[str, Any]:
    return dict(read_yaml(GAZETTEER / name))


def words(listed: str) -> frozenset[str]:
    """A set from words with blanks between them."""
    return frozenset(listed.split())


_HEADS = sorted(
    words(
        """
        insättning insättningen insättningar insättningarna uttag uttaget uttagen saldo saldot
        order ordern ordrar överföring överföringen överföringar köp köpet affär affären mynt token
        tokens nätverket nätet adress adressen plånbok transaktion transaktionen transaktioner
        pengar pengarna trade coins coin
        insattning insattningen insattningar insattningarna overforing overforingen overforingar
        kop kopet affar affaren natverket natet planbok
        """
    )
)


_LEAST_STEM, _LEAST_HEAD = 3, 7  # letters; a slip in a shorter head may be a word of its own
_LONG_HEADS = [head for head in _HEADS if len(head) >= _LEAST_HEAD]


def _meant(word: str) -> str:
    """The long head that ``word`` is one slip of the finger from; "" where there is none."""
    found = process.extractOne(word, _LONG_HEADS, scorer=OSA.distance, score_cutoff=1)
    return str(found[0]) if found and found[0][0] == word[0] else ""


def _tokenizer(nlp: Any, tickers: set[str]) -> None:
    """Also split "USDT-TRC20", "order#123", "BTC/USDT" and "0.05btc" into their parts."""
    from spacy.util import compile_infix_regex

    units = "|".join(sorted(re.escape(t) for t in tickers if len(t) > 2))
    extra = [r"[#:=/+()\[\]<>\"'_-]", rf"(?<=[0-9])(?=(?i:{units})(?![A-Za-z0-9]))"]
    nlp.tokenizer.infix_finditer = compile_infix_regex([*nlp.Defaults.infixes, *extra]).finditer
    nlp.tokenizer.token_match = None
    nlp.tokenizer.url_match = None


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The one vocabulary of this process (about 0.2 s to build)."""
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("xx")
    meanings, own_coin, tickers = _meanings()
    _tokenizer(nlp, tickers)
    tables = read("words.yml")
    for kind in ("funding", "trading"):
        for phrase in tables[kind]:
            meanings.setdefault(phrase, set()).add(Meaning(kind, kind))
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("gazetteer", [nlp.make_doc(phrase) for phrase in meanings])
    by_text: dict[str, set[Meaning]] = {}
    for phrase, found in meanings.items():
        by_text.setdefault(phrase, set()).update(found)
    fiat = {str(w): code for code, names in tables["fiat"].items() for w in names}
    return Vocabulary(
        nlp=nlp,
        matcher=matcher,
        meanings=by_text,
        own_coin=own_coin,
        fiat=fiat,
        not_coins=frozenset(map(str, tables["not_coins"])) | frozenset(map(str, tables["fiat"])),
        not_account_after=frozenset(map(str, tables["not_account_after"])),
        tickers=frozenset(tickers),
        units=frozenset(
            p for p, ms in by_text.items() if any(m.kind in ("coin", "dual") for m in ms)
        ),
    )


def _meanings() -> tuple[dict[str, set[Meaning]], dict[str, str], set[str]]:
    meanings: dict[str, set[Meaning]] = {}
    tickers = set()

    def add(phrase: str, meaning: Meaning) -> None:
        meanings.setdefault(phrase.lower(), set()).add(meaning)

    for ticker, entry in read("coins.yml").items():
        ticker = str(ticker)
        tickers.add(ticker)
        add(ticker, Meaning("coin", ticker, str(entry.get("plain") or "")))
        for name in map(str, entry.get("words", ())):
            add(name, Meaning("coin", ticker, "name"))
        for name in map(str, entry["names"]):
            # A coin whose name is its lower-case ticker is known by it, unless that is a word.
            if name.lower() == ticker.lower() and entry.get("plain"):
                continue
            add(name, Meaning("coin", ticker))
            if len(name) > 3 and name.isalpha():
                for suffix in _SUFFIXES:
                    add(name + suffix, Meaning("coin", ticker))
    own_coin = {}
    for network, entry in read("networks.yml").items():
        for phrase in entry.get("always", ()):
            add(str(phrase), Meaning("network", network))
        for phrase in entry.get("dual", ()):
            add(str(phrase), Meaning("dual", network))
        if "coin" in entry:
            own_coin[network] = str(entry["coin"])
    return meanings, own_coin, tickers
