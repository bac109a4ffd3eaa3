"""Other languages than Swedish and English, only when a message clearly is in one.

Words that neither Swedish nor English has: two of them, and more than there are Swedish or
English ones. Norwegian and Danish share most words with Swedish, so theirs are chosen with care.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_WORDS = {
    "no": "jeg ikke hvor hvorfor hva noen noe mitt kommet bli blir når etter siden pengene penger kontoen innskudd innskuddet uttaket "
    "hvordan være deg meg og også nå dere kan borte har mine min hei takk min fikk sendte",
    "da": "jeg ikke hvor hvorfor hvad nogen noget kommet bliver når efter siden pengene penge kontoen indbetaling hævning hvordan være "
    "dig mig og også nu har mine min hej tak af fik sendte indskud mangler",
    "de": "ich nicht und ist das der die den dem ein eine einen mein meine meinen wo warum wie was wann habe hat haben wurde kann "
    "auf mit für von zu noch aber konto geld einzahlung auszahlung guthaben angekommen gesendet gestern bitte danke hallo sie "
    "seit immer keine kein ihr euch wird sind bin nach bei",
    "fi": "minun missä mitä miksi miten ei ole on ja mutta olen rahat rahani tili tilini talletus nosto saldoni kun vielä tullut hei "
    "kiitos että tämä se olisi voinko lähetin eilen näy en oli nyt kuinka",
    "es": "el la los las mi mis no está esta estan están dónde donde por qué que cómo como cuándo mucho dinero cuenta depósito "
    "deposito retiro saldo hola gracias no ha llegado envié envie ayer tengo puedo ver y pero con para una uno del al hace se "
    "ya todavía aún ayuda desapareció mi",
    "fr": "le la les mon ma mes où est pas pourquoi comment quand je ne j'ai n'est n'ai mais avec pour une un du des dans sur bonjour "
    "merci argent compte dépôt retrait solde arrivé envoyé hier toujours encore vous c'est et il qui que",
    "it": "il lo la gli mio mia miei dove perché come quando non è sono ho ha ma con per una un del della nel sul ciao grazie soldi "
    "conto deposito prelievo saldo arrivato inviato ieri ancora mi che",
    "pt": "o a os as meu minha meus onde está não por que como quando mas com para uma um do da no na olá obrigado dinheiro conta "
    "depósito saque saldo chegou enviei ontem ainda eu você tenho é",
    "nl": "ik niet en het een mijn waar waarom hoe wat wanneer heb heeft hebben kan maar met voor van naar nog mijn geld rekening "
    "storting opname saldo aangekomen gestuurd gisteren hallo bedankt is er ben zijn wordt jullie",
    "pl": "nie jest mój moje moja gdzie dlaczego jak kiedy mam ma ale z na do się co dzień dobry dziękuję pieniądze konto wpłata "
    "wypłata saldo wczoraj jeszcze proszę są czy w i",
    "tr": "benim nerede neden nasıl ne zaman var yok ve ama ile için para hesap hesabım yatırma çekme bakiye gelmedi gönderdim dün "
    "merhaba teşekkürler bir bu da mi değil",
}
# Also Swedish or English words, in the form in which they count for those.
_OURS_WORDS = """
    jag inte är var varför vad någon något min mitt mina mig dig och också nu har hej tack kan men på till från med för av att det den
    en ett som om när hur kommit pengar pengarna kontot konto insättning uttag saldo blir bli efter sedan sen vi ni han hon dom de ju så
    the is are was my me i you your not no and or but in on at to from with for of a an it that this what where when why how have has had
    can can't do did does be been still yet money account deposit withdrawal balance show see get got please help will would there they
    se ha ta gå in ut upp ner man du vill ska skulle kunde fick finns saknas bara mer än då även här där ingen inget inga
    on en is a ma as come do no me per am sono con pas o se la i e so an all so his her over under man hat war
"""
_OURS = frozenset(_OURS_WORDS.split())
_FOREIGN = {code: frozenset(words.split()) - _OURS for code, words in _WORDS.items()}
_OURS_SURE = frozenset(
    "jag inte är varför och också pengarna kontot insättning uttag från att någon något kommit "
    "the my you your not and but from with have what where why this that been money account please".split()
)
_SCRIPTS = (
    "CYRILLIC",
    "GREEK",
    "ARABIC",
    "HEBREW",
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL",
    "THAI",
    "DEVANAGARI",
    "GEORGIAN",
    "ARMENIAN",
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def foreign_language(text: str) -> str | None:
    """The code of a language that is clearly neither Swedish nor English ("xx": its script says so)."""
    words = _WORD.findall(text[:600].lower())
    if not words:
        return None
    if _in_other_script(text[:600]):
        return "xx"
    ours = sum(w in _OURS_SURE for w in words)
    hits = Counter({code: sum(w in known for w in words) for code, known in _FOREIGN.items()})
    code, count = hits.most_common(1)[0]
    if count >= 2 and count > 2 * ours and count >= 0.2 * len(words):
        return code
    return None


def _in_other_script(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    foreign = sum(unicodedata.name(c, "").startswith(_SCRIPTS) for c in letters if ord(c) > 0x2FF)
    return foreign >= 2 and foreign > 0.5 * len(letters)
