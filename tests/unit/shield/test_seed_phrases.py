"""Every seed phrase that BIP-39 can make is found, however written (threat model T12, T20)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shield import find_secrets, mask
from shield.wordlists import LENGTHS, checksum_holds, segmented, word_lists
from tests.unit.shield.made import COUNTS, LANGUAGES, examples, published, seed_words

Words = list[str]
WRITTEN: dict[str, Callable[[Words], str]] = {
    "blanks": " ".join,
    "lines": "\n".join,
    "numbered lines": lambda w: "\n".join(f"{n}. {word}" for n, word in enumerate(w, 1)),
    "numbered": lambda w: " ".join(f"{n}){word}" for n, word in enumerate(w, 1)),
    "numbers between": lambda w: "".join(f"{n}{word}" for n, word in enumerate(w, 1)),
    "said word by word": lambda w: " ".join(f"word {n}: {word}" for n, word in enumerate(w, 1)),
    "och": " och ".join,
    "commas": ",".join,
    "semicolons": "; ".join,
    "hyphens": "-".join,
    "underscores": "_".join,
    "slashes": "/".join,
    "tabs": "\t".join,
    "ideographic blanks": "\u3000".join,
    "no-break blanks": "\u00a0".join,
    "of an address": "%20".join,
    "json": lambda w: '/inform{"x": ["' + '", "'.join(w) + '"]}',
    "escaped lines": "\\n".join,
    "quoted": lambda w: " ".join(f'"{word}"' for word in w),
    "upper case": lambda w: " ".join(w).upper(),
    "titles": lambda w: " ".join(word.title() for word in w),
    "mixed case": lambda w: "".join(
        c.upper() if n % 3 else c.lower() for n, c in enumerate(" ".join(w))
    ),
    "zero width": lambda w: "\u200b".join(" ".join(w)),
    "joiners": lambda w: " ".join("\u2060".join(word) for word in w),
    "soft hyphens": lambda w: " ".join("\u00ad".join(word) for word in w),
    "invisible marks": lambda w: " ".join("\u034f".join(word) for word in w),
    "mirrored": lambda w: f"\u202e{' '.join(w)}\u202c",
    "struck out": lambda w: "".join(c + "\u0336" if c.isalpha() else c for c in " ".join(w)),
    "full width": lambda w: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in " ".join(w)
    ),
    "Cyrillic look-alikes": lambda w: " ".join(w).translate(
        str.maketrans("aeopcxyis", "аеорсхуіѕ")
    ),
    "composed": lambda w: unicodedata.normalize("NFC", " ".join(w)),
    "decomposed": lambda w: unicodedata.normalize("NFKD", " ".join(w)),
    "English around": lambda w: f"hi my deposit is gone {' '.join(w)} can you help me",
    "Swedish around": lambda w: f"hej, hjälp mig: {' '.join(w)}. tack på förhand",
}

AROUND_WORDS = "hi my deposit is gone can you help me hej hjälp mig tack på förhand"
AROUND = frozenset(f"{AROUND_WORDS} inform x word och n".split())


@pytest.mark.parametrize("written", list(WRITTEN))
@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=examples(2), deadline=None)
@given(count=st.sampled_from(COUNTS), seed=st.integers(0, 2**64))
def test_t12_a_phrase_is_found_and_nothing_of_it_is_left(
    written: str, language: str, count: int, seed: int
) -> None:
    words = seed_words(Random(seed).randbytes(count * 4 // 3), language)
    text = WRITTEN[written](words)
    spans = [span for span in find_secrets(text) if span.kind == "seed"]
    assert spans
    left = re.findall(r"[^\W\d_]+", mask(text, spans, " "))
    assert set(map(str.lower, left)) <= AROUND, left


@pytest.mark.parametrize("written", ["plain", "quoted"])
def test_t12_a_phrase_that_begins_with_the_word_seed_is_masked_from_its_beginning(
    written: str,
) -> None:
    words = [
        "seed",
        "real",
        "utility",
        "flash",
        "wage",
        "vendor",
        "silly",
        "delay",
        "mask",
        "father",
        "great",
        "bus",
    ]
    text = WRITTEN.get(written, " ".join)(words)
    (span,) = find_secrets(text)
    assert not re.findall(r"[^\W\d_]+", mask(text, [span], " "))
    labelled = f"seed {text}"
    (span,) = find_secrets(labelled)
    assert span.start == len("seed ") + text.index("seed"), "a label before it is none of it"


@pytest.mark.parametrize("language", [lang for lang in LANGUAGES if not lang.startswith("chinese")])
@settings(max_examples=examples(8), deadline=None)
@given(count=st.sampled_from(COUNTS), seed=st.integers(0, 2**64))
def test_t12_a_phrase_without_blanks_is_found(language: str, count: int, seed: int) -> None:
    words = seed_words(Random(seed).randbytes(count * 4 // 3), language)
    (span,) = find_secrets("here " + "".join(words))
    assert (span.kind, span.start) == ("seed", 5)


@pytest.mark.parametrize("language", ["chinese_simplified", "chinese_traditional"])
@settings(max_examples=examples(10), deadline=None)
@given(count=st.sampled_from(COUNTS), seed=st.integers(0, 2**64))
def test_a_chinese_phrase_without_blanks_is_found_by_its_checksum(
    language: str, count: int, seed: int
) -> None:
    words = seed_words(Random(seed).randbytes(count * 4 // 3), language)
    for text in (
        "".join(words),
        f"seed phrase: {''.join(words)} ok",
        f"我的助记词{''.join(words)}",
    ):
        assert "seed" in [span.kind for span in find_secrets(text)]


@settings(max_examples=examples(20), deadline=None)
@given(seed=st.integers(0, 2**64), at=st.integers(1, 10))
@example(seed=34929238, at=1)  # nearly all of its words are everyday ones
def test_a_phrase_with_a_word_of_no_list_is_found(seed: int, at: int) -> None:
    words = seed_words(Random(seed).randbytes(16), "english")
    words[at] = "qwxzt"
    (span,) = find_secrets(" ".join(words))
    assert (span.kind, span.start, span.end) == ("seed", 0, len(" ".join(words)))


@settings(max_examples=examples(20), deadline=None)
@given(seed=st.integers(0, 2**64))
def test_letters_replaced_by_digits_hide_nothing(seed: int) -> None:
    words = seed_words(Random(seed).randbytes(16), "english")
    text = " ".join(w[0] + w[1:-1].translate(str.maketrans("oea", "03@")) + w[-1] for w in words)
    assert "seed" in [span.kind for span in find_secrets(text)]


def test_the_japanese_list_is_the_published_one() -> None:
    assert published("japanese") == (
        "2eed0aef492291e061633d7ad8117f1a2b03eb80a29d0e4e3117ac2528d05ffd"
    )


def test_the_published_vectors_come_out() -> None:
    """The first vector of each length in English, and of Japanese, with entropy of zeros."""
    assert seed_words(bytes(16), "english") == ["abandon"] * 11 + ["about"]
    assert seed_words(bytes(24), "english") == ["abandon"] * 17 + ["agent"]
    assert seed_words(bytes(32), "english") == ["abandon"] * 23 + ["art"]
    assert seed_words(bytes(16), "japanese") == ["あいこくしん"] * 11 + ["あおぞら"]
    for language in LANGUAGES:
        for count in LENGTHS:
            words = seed_words(bytes(range(count * 4 // 3)), language)
            assert checksum_holds([word_lists()[language][word] for word in words])


def test_a_run_is_cut_into_words_or_not_at_all() -> None:
    assert segmented("legalwinnerthank", "english") == 3
    assert segmented("legalwinnerthankx", "english") == 0
    assert segmented("", "english") == 0


@pytest.mark.parametrize(
    "text",
    [
        "legal winner thank year",
        "first part: legal winner thank year",
        "1. legal 2. winner 3. thank",
        "my seed phrase starts with legal winner thank year and ends with useful",
        "lega winn than year wave saus",
        "的 一 是 在 不 了",
        "あいこくしん あいさつ あいだ あおぞら",
    ],
)
def test_a_piece_of_a_phrase_is_held_back(text: str) -> None:
    assert [span.kind for span in find_secrets(text)] == ["seed"]


@pytest.mark.parametrize(
    "text",
    [
        "wallet access account balance",
        "account balance wrong again",
        "network error network error network error",
        "review review review",
        "help, my order still open",
        "please cancel order",
        "the word list is abandon ability able",
        "我的充值还没有到账",
        "为什么我看不到我的钱",
        "можно ли отменить вывод",
        "私の入金がまだ届いていません",
        "내 입금이 아직 도착하지 않았습니다",
        "mi saldo no es correcto y no puedo ver el pago",
        "il mio saldo non si vede nel conto",
        "můj vklad ještě nedorazil na účet",
    ],
)
def test_ordinary_words_of_the_lists_are_prose(text: str) -> None:
    assert find_secrets(text) == []
