"""Swedish or English: small words and endings, and a naive Bayes over the letters of the others.

What says nothing about the language is taken out first: coins, ids, numbers, links, names of
menus and buttons, and words that both languages use. Customers mix: the words that a sentence is
built with weigh more than its nouns. The naive Bayes is one over character 1-4-grams of the bot's
own messages.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from nlu.grammar import bent_in_swedish, grammar

ORDERS = (1, 2, 3, 4)
_SMOOTHING = 0.5
_MAX_LETTERS = 400
_WORDS = 80  # words that are read; the rest of a long message is in the same language
_WORD_SAYS = 5.0  # log odds that a single word can add
# The same beside a word that the sentence is built with: for other words, and for those that are
# taken over into the other language. Measured: half or twice as much changes next to nothing.
_NOUN_SAYS, _BORROWED_SAYS = 2.0, 1.0
_NEUTRAL_WORDS = """
    ok okay okej okx hej hi hey btc eth usdt usdc xrp sol bnb doge ada trx ton ltc bitcoin ether
    ethereum tether ripple solana tron polygon txid tx hash id order p2p spot trading funding
    wallet token coin coins deposit withdrawal history assets app trc20 erc20 bep20 bsc kyc api
    memo tag support chat bot saldo online status web safari chrome email sms binance kraken
    coinbase metamask ledger trezor phantom revolut swish sepa usd eur sek kr nft earn convert
    pending completed network mm lol insufficient balance available locked in out max min
"""
NEUTRAL = frozenset(_NEUTRAL_WORDS.split()) - {"min", "in", "out", "hej"}
# Words that no English message has: enough for a first message that is too short to score.
_ONLY_SWEDISH_WORDS = """
    ja japp jo nej nä hej hejsan hallå tjena tack snälla morgon kväll jag och inte är på mitt mina
    vad varför när hur frasen fras lösenord insättning uttag
"""
_ONLY_SWEDISH = frozenset(_ONLY_SWEDISH_WORDS.split())
_QUOTED = re.compile(r"\"[^\"]{1,80}\"")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def plainly_swedish(text: str) -> bool:
    """Whether a word is in it that only Swedish has."""
    return not _ONLY_SWEDISH.isdisjoint(_WORD.findall(text.lower()))


def evidence(text: str, tickers: frozenset[str] = frozenset()) -> list[str]:
    """The words of ``text`` that can say something about its language, in lower case."""
    plain = (w for w in _QUOTED.sub(" ", text).split() if not _is_noise(w))
    words = _WORD.findall(" ".join(plain))
    coins = tickers - grammar().small  # "not" and "mina" are coins only in capitals
    found = (w.lower() for w in words if w.lower() not in (tickers if w.isupper() else coins))
    return [w for w in found if w not in NEUTRAL and len(w) < 30]


def _is_noise(word: str) -> bool:
    """Ids, numbers, addresses of mail and pages: of no language."""
    return "@" in word or "://" in word or any(c.isdigit() for c in word)


def grams(words: Iterable[str]) -> Counter[str]:
    """Character 1-4-grams of the words, with their edges."""
    counts: Counter[str] = Counter()
    letters = 0
    for word in words:
        padded = f" {word} "
        letters += len(word)
        for order in ORDERS:
            for at in range(len(padded) - order + 1):
                counts[padded[at : at + order]] += 1
        if letters > _MAX_LETTERS:
            break
    counts.pop(" ", None)
    return counts


class LanguageModel:
    """log P(sv | text) - log P(en | text), up to the prior, from gram log ratios."""

    def __init__(self, ratios: Mapping[str, float], english: Iterable[str] = ()) -> None:
        self.ratios = dict(ratios)
        self.english = frozenset(english)

    @classmethod
    def train(cls, examples: Mapping[str, Iterable[str]]) -> LanguageModel:
        """``examples``: messages by "sv" and "en"; both must be there (ValueError)."""
        counts: dict[str, Counter[str]] = {}
        for code in ("sv", "en"):
            texts = list(examples.get(code, ()))
            if not texts:
                raise ValueError(f"no training messages in language {code}")
            counts[code] = Counter()
            for text in texts:
                counts[code].update(grams(evidence(text)))
        ratios = {}
        known = set(counts["sv"]) | set(counts["en"])
        totals = {c: sum(counts[c].values()) + _SMOOTHING * len(known) for c in counts}
        for gram in known:
            sv, en = (math.log((counts[c][gram] + _SMOOTHING) / totals[c]) for c in ("sv", "en"))
            if counts["sv"][gram] + counts["en"][gram] > 1:
                ratios[gram] = sv - en
        english = {w for text in examples["en"] for w in evidence(text) if len(w) > 2}
        return cls(ratios, english - grammar().swedish)

    def score(self, text: str, tickers: frozenset[str] = frozenset()) -> tuple[float, int]:
        """(log odds for Swedish, letters of evidence). Positive is Swedish."""
        words = evidence(text, tickers)
        read = words[:_WORDS]
        built = [word for word in read if self._built_with(word)]
        if built:
            # What a sentence is about counts once, however often a seed phrase repeats it.
            said = sorted({*read}.difference(built))
            total = sum(map(self._says, [*built, *said]))
        else:
            # Trade words alone ("deposit address") do not change a conversation's language.
            jargon = grammar().borrowed
            total = sum(
                _within(_BORROWED_SAYS if word in jargon else _WORD_SAYS, self._odds(word))
                for word in read
            )
        return total, sum(map(len, words))

    def _built_with(self, word: str) -> str | None:
        """Which language a sentence with this small word, verb or ending is in, if it tells."""
        small = grammar()
        if word in small.swedish or bent_in_swedish(word, self.english):
            return "sv"
        return "en" if word in small.english else None

    def _says(self, word: str) -> float:
        """Log odds of a word beside words that a sentence is built with."""
        small = grammar()
        if code := self._built_with(word):
            return _WORD_SAYS if code == "sv" else -_WORD_SAYS
        odds = self._odds(word)
        if word in small.both:
            return _within(_WORD_SAYS, odds)
        return _within(_BORROWED_SAYS if word in small.borrowed else _NOUN_SAYS, odds)

    def _odds(self, word: str) -> float:
        # Overlapping grams repeat each other: four orders tell about the same letters.
        found = grams([word]).items()
        return sum(n * self.ratios.get(g, 0.0) for g, n in found) / len(ORDERS)

    def arrays(self) -> dict[str, Any]:
        keys = sorted(self.ratios)
        return {
            "grams": np.array(keys),
            "ratios": np.array([self.ratios[k] for k in keys], dtype="f4"),
            "english": np.array(sorted(self.english)),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> LanguageModel:
        ratios = zip(arrays["grams"].tolist(), arrays["ratios"].tolist(), strict=True)
        return cls(dict(ratios), arrays["english"].tolist())


def _within(limit: float, odds: float) -> float:
    return max(-limit, min(limit, odds))


AGAINST = -3.0
"""Log odds from which on a Swedish word ("hej") in a message does not make it Swedish."""
FIRST, FLIP = 1.0, 4.0
"""Log odds that a first message needs, and that a change of language needs (hysteresis)."""
FEW_LETTERS = 3


def decide(odds: float, letters: int, before: str | None) -> str | None:
    """ "sv", "en", or None when the message says too little to set or change the language."""
    if letters < FEW_LETTERS:
        return None
    guess = "sv" if odds > 0 else "en"
    needed = FIRST if before in (None, guess) else FLIP
    return guess if abs(odds) >= needed else None
