"""The ten word lists of BIP-39, and which of their words say nothing by themselves."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache
from pathlib import Path

LENGTHS = (24, 21, 18, 15, 12)
SIZE = 2048
_JAPANESE = Path(__file__).with_name("japanese.txt")
_ACCENTED = ("french", "spanish", "portuguese", "czech", "italian")
_KATAKANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}

# Listed words that customers of an exchange, or of a bank, write every day. A few of them side
# by side are prose; a few of the others are a piece of a seed phrase.
_ORDINARY_ENGLISH = """
    able about access account add address again alarm all already amount another answer any auto
    balance because before best between book buyer call can cancel car card carry case cash change
    charge chase chat check code coin come company confirm correct cost country couple credit
    current day deposit device direct earn else empty enough error era exchange explain express
    extra fan fee figure find fine first flip found friend frozen gas give good half have hello
    help history hold hour human increase interest into item just keep key kind know left level
    life like limit link list live long mail make man march market mean minimum moment month more
    morning move much must name need network never next night normal nothing now number off oil old
    one online only open order other over own page pass payment people person phone physical place
    play please police possible price problem process proof purchase put rate real reason receive
    remember rent report review right safe same say screen security seed sell side sign since small
    someone soon speak spot start still sure swap switch system tag talk team tell text that then
    there they thing this three ticket time today token tomorrow top total trade traffic transfer
    trust turn two type under until update upgrade use used verify virtual visa voice wait wallet
    want way what when where will work worth write wrong year you zero
    phrase word secret swing public test fix size
"""
# Words of the other lists, and four-letter beginnings of English ones, that stand in Swedish,
# English or in the names of coins and menus.
_ORDINARY_ELSEWHERE = """
    mina sol ser saldo don via vara lista borde tio menu ruta cosmos factor historia talar dolor
    red plan gratis rama fin manga dar email trezor telefon mobil internet export dokument lump
    fond graf kontakt konkurs service machine bonus explorer contact minute chrome general question
    mobile client signal train pizza safari piece reserve virus chance multiple lite computer pepe
    europa revisor auditor inte sent tack vill spot than info even rest samt para trad bara mark
    fram stat hand full span orig ange mode
    some them week hear came tire less late inne aren rock king star hell part memo anti stor
"""
ORDINARY = frozenset((_ORDINARY_ENGLISH + _ORDINARY_ELSEWHERE).split())


def plain(word: str) -> str:
    """``word`` as it is compared: composed, lower case, katakana as hiragana."""
    return unicodedata.normalize("NFKC", word).lower().translate(_KATAKANA)


def unaccented(word: str) -> str:
    """``word`` without its combining marks: accents are often left out."""
    letters = (c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(letters))


@lru_cache(maxsize=1)
def word_lists() -> dict[str, dict[str, int]]:
    """Word -> index (0 to 2047) for each language. English words also by their first four letters,
    which are enough and which people write; accented ones also without accents."""
    from bip_utils import Bip39Languages
    from bip_utils.bip.bip39.bip39_mnemonic_utils import Bip39WordsListGetter

    lists = {"japanese": {plain(w): i for i, w in enumerate(_japanese())}}
    for language in Bip39Languages:
        words = Bip39WordsListGetter().GetByLanguage(language)
        lists[language.name.lower()] = {plain(words.GetWordAtIdx(i)): i for i in range(SIZE)}
    english = lists["english"]
    english.update({word[:4]: index for word, index in list(english.items())})
    for name in _ACCENTED:
        listed = list(lists[name].items())
        lists[name].update(
            {unaccented(w): i for w, i in listed if unaccented(w) not in lists[name]}
        )
    return lists


@lru_cache(maxsize=1)
def languages_of() -> dict[str, tuple[str, ...]]:
    """Word -> the languages in whose list it stands: one look-up for each word of a message."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in word_lists().items():
        for word in words:
            found[word] = (*found.get(word, ()), language)
    return found


def checksum_holds(indices: list[int]) -> bool:
    """BIP-39: the last len/3 bits are the first bits of the SHA-256 of the others."""
    bits = len(indices) * 11
    check = bits // 33
    number = 0
    for index in indices:
        number = number << 11 | index
    entropy = (number >> check).to_bytes((bits - check) // 8, "big")
    return hashlib.sha256(entropy).digest()[0] >> (8 - check) == number & ((1 << check) - 1)


def segmented(run: str, language: str) -> int:
    """How many listed words ``run`` is, written without blanks; 0 when it is none of that.

    Linear: at each place only words of at most the list's longest length are tried.
    """
    words = word_lists()[language]
    shortest, longest = _spread(language)
    counts = [0] + [-1] * len(run)
    for end in range(shortest, len(run) + 1):
        for start in range(max(0, end - longest), end - shortest + 1):
            if counts[start] >= 0 and run[start:end] in words:
                counts[end] = max(counts[end], counts[start] + 1)
    return max(counts[-1], 0)


@lru_cache(maxsize=16)
def _spread(language: str) -> tuple[int, int]:
    sizes = [len(word) for word in word_lists()[language]]
    return min(sizes), max(sizes)


def _japanese() -> list[str]:
    lines = _JAPANESE.read_text(encoding="utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#")).split()
