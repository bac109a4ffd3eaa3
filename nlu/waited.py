"""How long something has taken, in minutes: "for 3 hours", "sen igår", "i en timme"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.found import Found

_UNITS = (
    (r"min(?:s|ute|utes|uter|ut|uten)?\.?", 1),
    (r"h(?:rs?|ours?)?|tim(?:me|mar|men)?\.?|t", 60),
    (r"days?|dagar|dag(?:en)?|dygn(?:et)?|d", 1440),
    (r"weeks?|veck(?:a|or|an)|wks?", 10080),
    (r"months?|månad(?:er|en)?|mån", 43200),
)
_WORDS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "en": 1,
    "ett": 1,
    "two": 2,
    "två": 2,
    "couple": 2,
    "par": 2,
    "three": 3,
    "tre": 3,
    "few": 3,
    "några": 3,
    "several": 3,
    "flera": 3,
    "four": 4,
    "fyra": 4,
    "five": 5,
    "fem": 5,
    "six": 6,
    "sex": 6,
    "seven": 7,
    "sju": 7,
    "eight": 8,
    "åtta": 8,
    "nine": 9,
    "nio": 9,
    "ten": 10,
    "tio": 10,
    "twelve": 12,
    "tolv": 12,
    "fifteen": 15,
    "femton": 15,
    "twenty": 20,
    "tjugo": 20,
    "thirty": 30,
    "trettio": 30,
    "forty": 40,
    "fyrtio": 40,
    "fifty": 50,
    "femtio": 50,
    "sixty": 60,
    "sextio": 60,
    "ninety": 90,
    "nittio": 90,
    "half": 0.5,
    "halv": 0.5,
    "halvt": 0.5,
}
_NAMES = "|".join(sorted((w for w in _WORDS if len(w) > 2), key=len, reverse=True))
_COUNT = rf"(?P<count>\d{{1,4}}(?:[.,]\d{{1,2}})?|(?:(?:a|en|ett)[ ])?(?:{_NAMES})|an?|en|ett)"
_LONG = (
    r"min(?:s|ute|utes|uter|ut|uten)?\b\.?|hrs?|hours?|tim(?:me|mar|men)?|days?|dagar|dag(?:en)?"
    r"|dygn(?:et)?|weeks?|veck(?:a|or|an)|wks?|months?|månad(?:er|en)?|mån"
)
# "3h" and "3 d", but never "a d": one letter is a unit only right after a number.
_UNIT = rf"(?:(?<=\d)[ ]?(?P<short>[htd])|(?:(?<=\d)[ ]?|[ ])(?P<unit>{_LONG}))\b"
_HALF = r"(?P<half>[ ](?:and[ ]a[ ]half|och[ ]en[ ]halv))?"
_SPAN = rf"{_COUNT}(?:[ ](?:of|stycken|hela|whole|full|long|bra|an|a|en)){{0,2}}{_UNIT}{_HALF}"

_BEFORE = (
    r"(?:for|since|after|past|over|about|around|already|almost|nearly|more[ ]than|another|waited"
    r"|waiting|been|took|taken"
    r"|det[ ]gått|gått|i|sedan|sen|efter|över|väntat|drygt|cirka|ca|ungefär|typ|snart|redan"
    r"|mer[ ]än|nästan|tagit|wait(?:ed|ing)[ ]for)"
)
_FILL = (
    r"(?:(?:over|more[ ]than|about|almost|nearly|the[ ](?:last|past)|at[ ]least|like|around"
    r"|drygt|över|mer[ ]än|nästan|cirka|ca|minst|typ|snart|hela|ungefär)[ ]){0,2}"
)
_LED = re.compile(rf"\b{_BEFORE}[ ]{_FILL}{_SPAN}", re.I)
_AGO = re.compile(
    rf"(?<![\w.,]){_SPAN}[ ](?:ago|back|sedan|sen|now|nu|later|senare|passed|have[ ]passed"
    rf"|has[ ]passed|and[ ](?:counting|nothing|still)|och[ ]inget|already|redan|waiting"
    rf"|väntan|gone[ ]by|tillbaka)\b",
    re.I,
)
_WHOLE = re.compile(
    rf"\A\W{{0,20}}{_FILL}{_SPAN}(?:[ ](?:ago|sedan|sen|nu|now))?\W{{0,20}}\Z", re.I
)
_NOT_A_WAIT = re.compile(
    r"(?:within|inom|in|om|every|var|per|max|limit|up[ ]to|upp[ ]till|next|nästa|wait[ ]for"
    r"|vänta)[ ]$",
    re.I,
)
_RULE_AFTER = re.compile(
    r"[ -]?(?:hold|lock|limit|gräns|spärr|restriction|rule|regel|candle|chart|support)", re.I
)

_PHRASES = (
    (
        re.compile(
            r"\b(?:since|from|sedan|sen|sent|skickade?|sände|gjorde|did it|made it|bought|köpte"
            r"|sålde|sold|traded|deposited|withdrew|satte in|tog ut)?\s?"
            r"\b(?:day before yesterday|förrgår|i förrgår|i förrgår)\b",
            re.I,
        ),
        2880,
    ),
    (
        re.compile(
            r"\b(?:yesterday|igår|i går|igårkväll|last night|igår kväll|igår morse|gårdagen)\b",
            re.I,
        ),
        1440,
    ),
    (re.compile(r"\b(?:last week|förra veckan)\b", re.I), 10080),
    (re.compile(r"\b(?:last month|förra månaden)\b", re.I), 43200),
    (re.compile(r"\b(?:all day|the whole day|hela dagen|hela dan)\b", re.I), 480),
    (re.compile(r"\b(?:all night|hela natten)\b", re.I), 480),
    (re.compile(r"\b(?:all week|hela veckan)\b", re.I), 10080),
    (re.compile(r"\b(?:half an hour|en halvtimme|halvtimme|halvtimma|halv timme)\b", re.I), 30),
    (
        re.compile(
            r"\b(?:an hour and a half|en och en halv timme|one and a half hours?|1\.5 hours"
            r"|halvannan timme)\b",
            re.I,
        ),
        90,
    ),
    (re.compile(r"\b(?:kvart|en kvart|quarter of an hour)\b", re.I), 15),
)


def find_waited(text: str) -> Iterator[Found]:
    """At most one per message: the longest time that is spoken of as past."""
    found = [*_counted(text), *_named(text)]
    if found:
        yield max(found, key=lambda f: (int(f.value), -f.start))


def _counted(text: str) -> Iterator[Found]:
    for pattern in (_LED, _AGO, _WHOLE):
        for match in pattern.finditer(text):
            start, end = match.start("count"), match.end()
            if _NOT_A_WAIT.search(text, max(0, match.start() - 10), match.start()):
                continue
            if _RULE_AFTER.match(text, end):
                continue
            minutes = _minutes(match)
            if minutes:
                yield Found("waited", str(minutes), start, end)


def _minutes(match: re.Match[str]) -> int:
    word = match["count"].lower().strip()
    if word[0].isdigit():
        count = float(word.replace(",", "."))
    else:
        count = _WORDS.get(word.split()[-1]) or _WORDS.get(word.split()[0], 0)
    count += 0.5 if match["half"] else 0
    unit = (match["unit"] or match["short"]).lower()
    size = next(minutes for pattern, minutes in _UNITS if re.fullmatch(pattern, unit))
    return round(count * size)


def _named(text: str) -> Iterator[Found]:
    for pattern, minutes in _PHRASES:
        for match in pattern.finditer(text):
            yield Found("waited", str(minutes), *match.span())
