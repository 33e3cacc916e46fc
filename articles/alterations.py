"""Tell which numbers, names, dates and quotations an edit changed, and pass over how they are written.

Values in, values out: no database. Sentences that say the same (but for case, marks, spaces, and how a number
is written) are matched first, wherever they stand; the others are paired by likeness. In a pair every fact
that went or came counts; of a sentence that went altogether, what stands nowhere else any more. A sentence
that is only new changes nothing that was said.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from anchoring.words import align, fold, sentences
from extraction.facts import DAYS, MONTHS, Fact, facts_in
from extraction.quotes import find_quotes
from extraction.windows import tokenizer

ALIKE = 55.0  # from which likeness on two sentences are one, edited
MANY = 60_000  # pairs of sentences to compare; beyond, only the same segment's
TOKEN = re.compile(r"[^\W_]+")
CAPITALS = re.compile(
    r"(?<![\w’'])[A-ZÀ-ÖØ-Þ][\w’-]*(?:(?: (?:of|de|van|von|der|la|le|du|den|al) | )[A-ZÀ-ÖØ-Þ][\w’-]*)*"
)
POSSESSIVE = re.compile(r"[’']s?$")
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "president",
        "minister",
        "i",
    ]
)
PRONOUNS = frozenset(
    [
        "he",
        "she",
        "they",
        "it",
        "him",
        "her",
        "them",
        "his",
        "hers",
        "its",
        "their",
        "theirs",
        "who",
        "whose",
        "whom",
    ]
)
NO_NAMES = frozenset((*MONTHS, *DAYS, *TITLES))


@dataclass(frozen=True, slots=True)
class Alteration:
    """One fact that an edit changed: the words before and after ("" for none) and their sentences."""

    kind: str  # number, date, name or quotation
    old: str
    new: str
    was: str
    now: str

    def as_dict(self) -> dict[str, str]:
        """As JSON keeps it."""
        return {"kind": self.kind, "old": self.old, "new": self.new, "was": self.was, "now": self.now}


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    segment: int
    facts: tuple[Fact, ...]
    plain: tuple[str, ...]  # its words as they are compared, facts by their keys

    def words(self, fact: Fact) -> str:
        return self.text[fact.start : fact.end]


Loose = tuple[Fact, _Sentence, _Sentence | None]  # a fact without its like, and the sentence beside its own


def alterations(old: Sequence[str], new: Sequence[str], names: Iterable[str] = ()) -> list[Alteration]:
    """What an edit changed of the facts of a text, whose paragraphs are `old` and then `new`.

    `names` are all that were read as names in either text.
    """
    old, new = ([" ".join(text.split()) for text in each] for each in (old, new))
    lexicon = _lexicon(names, [*old, *new])
    before, after = _cut(old, lexicon), _cut(new, lexicon)
    gone, came = _without_the_same(before, after)
    pairs, left, added = _pair(gone, came)
    found: list[Alteration] = []
    lost: list[Loose] = [(fact, each, None) for each in left for fact in each.facts]
    won: list[Loose] = [(fact, each, None) for each in added for fact in each.facts]
    for was, now in pairs:
        missing, extra = _differences(was, now)
        if not missing and not extra and was.facts:
            found += _swapped(was, now)
        lost += [(fact, was, now) for fact in missing]
        won += [(fact, now, was) for fact in extra]
    lost, won = _moved(lost, won)
    texts = " ".join(old), " ".join(new)
    lost = [each for each in lost if not _is_known(each, texts[1])]
    won = [each for each in won if each[2] is not None and not _is_known(each, texts[0])]
    return [*found, *_told(lost, won), *_quotations(old, new)]


def _told(lost: list[Loose], won: list[Loose]) -> Iterator[Alteration]:
    """Facts that went beside those that came in their place."""
    places: dict[tuple[int, str], tuple[list[Loose], list[Loose]]] = {}
    for each in lost:
        places.setdefault((id(each[1]), each[0].kind), ([], []))[0].append(each)
    for each in won:
        places.setdefault((id(each[2]), each[0].kind), ([], []))[1].append(each)
    for (_, kind), (went, arrived) in places.items():
        for before, after in zip_longest(went, arrived):
            was = before[1] if before else after[2]
            now = after[1] if after else before[2]
            yield Alteration(
                kind,
                before[1].words(before[0]) if before else "",
                after[1].words(after[0]) if after else "",
                was.text if was else "",
                now.text if now else "",
            )


def _lexicon(names: Iterable[str], texts: Iterable[str]) -> re.Pattern[str] | None:
    """Every name of either text, the longest first, as it stands between other words."""
    found = {_bare(name) for name in names}
    for text in texts:
        words = TOKEN.findall(text)
        if len(words) > 3 and sum(word[0].isupper() for word in words) > 0.6 * len(words):
            continue  # a headline in capitals
        for start, end in sentences(text):
            for match in CAPITALS.finditer(text, start, end):
                if not _opens(text[start : match.start()]):
                    found.add(_bare(match.group()))
    found |= {name.split()[-1] for name in found if " " in name}  # the surname alone
    known = sorted({name for name in found if _is_name(name)}, key=lambda name: (-len(name), name))
    if not known:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, known)) + r")(?!\w)")


def _bare(name: str) -> str:
    words = POSSESSIVE.sub("", " ".join(name.split())).split()
    while words and words[0].lower().rstrip(".") in TITLES | {"the", "a", "an"}:
        words = words[1:]
    return " ".join(words)


def _is_name(name: str) -> bool:
    return len(name) > 1 and name[:1].isupper() and fold(name) not in NO_NAMES


def _opens(before: str) -> bool:
    """Whether a capital says nothing here: a sentence, a quotation or a clause after a colon begins."""
    return not before.strip() or before.rstrip()[-1] in "“\"'‘«„:–—-(["


def _cut(segments: Sequence[str], lexicon: re.Pattern[str] | None) -> list[_Sentence]:
    return [
        _sentence(text[start:end], number, lexicon)
        for number, text in enumerate(segments)
        for start, end in sentences(text)
    ]


def _sentence(text: str, segment: int, lexicon: re.Pattern[str] | None) -> _Sentence:
    facts = facts_in(text)
    if lexicon:
        taken = [(fact.start, fact.end) for fact in facts]
        for match in lexicon.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                facts.append(Fact("name", f"name:{fold(match.group())}", match.start(), match.end()))
    facts.sort(key=lambda fact: fact.start)
    return _Sentence(text, segment, tuple(facts), tuple(_plain(text, facts)))


def _plain(text: str, facts: Iterable[Fact]) -> Iterator[str]:
    position = 0
    for fact in facts:
        yield from TOKEN.findall(fold(text[position : fact.start]))
        yield fact.key
        position = fact.end
    yield from TOKEN.findall(fold(text[position:]))


def _without_the_same(old: list[_Sentence], new: list[_Sentence]) -> tuple[list[_Sentence], list[_Sentence]]:
    """What is left of both when sentences that say the same are taken out, one for one."""
    had, has = Counter(each.plain for each in old), Counter(each.plain for each in new)
    both, again = had & has, had & has
    return _beyond(old, both), _beyond(new, again)


def _beyond(all_of: list[_Sentence], same: Counter[tuple[str, ...]]) -> list[_Sentence]:
    left = []
    for each in all_of:
        if same[each.plain] > 0:
            same[each.plain] -= 1
        else:
            left.append(each)
    return left


def _pair(
    old: list[_Sentence], new: list[_Sentence]
) -> tuple[list[tuple[_Sentence, _Sentence]], list[_Sentence], list[_Sentence]]:
    """Edited sentences with what they became, and those that went or came alone."""
    scores = []
    near = len(old) * len(new) > MANY
    for i, was in enumerate(old):
        for j, now in enumerate(new):
            if near and was.segment != now.segment:
                continue
            score = fuzz.ratio(was.text, now.text, score_cutoff=ALIKE)
            if score:
                scores.append((-score - (5 if was.segment == now.segment else 0), i, j))
    mates: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(scores):
        if i not in mates and j not in taken:
            mates[i] = j
            taken.add(j)
    pairs = [(old[i], new[j]) for i, j in sorted(mates.items())]
    left = [each for i, each in enumerate(old) if i not in mates]
    return pairs, left, [each for j, each in enumerate(new) if j not in taken]


def _differences(was: _Sentence, now: _Sentence) -> tuple[list[Fact], list[Fact]]:
    """The facts that only one of two sentences states, each as often as it is missing in the other."""
    had, has = Counter(fact.key for fact in was.facts), Counter(fact.key for fact in now.facts)
    return _pick(was, had - has), _pick(now, has - had)


def _pick(sentence: _Sentence, wanted: Counter[str]) -> list[Fact]:
    picked = []
    for fact in reversed(sentence.facts):  # what is missing of two is more likely the later one
        if wanted[fact.key] > 0:
            wanted[fact.key] -= 1
            picked.append(fact)
    return picked[::-1]


def _swapped(was: _Sentence, now: _Sentence) -> list[Alteration]:
    """Facts that changed places within a sentence whose other words stayed in order."""
    keys = {fact.key for fact in was.facts}
    if [w for w in was.plain if w not in keys] != [w for w in now.plain if w not in keys]:
        return []
    return [
        Alteration(before.kind, was.words(before), now.words(after), was.text, now.text)
        for before, after in zip(was.facts, now.facts, strict=True)
        if before.key != after.key
    ]


def _moved(lost: list[Loose], won: list[Loose]) -> tuple[list[Loose], list[Loose]]:
    """What is left when facts that moved into or out of a sentence of their own are taken out.

    Two edited sentences that exchange facts did not move them: they say otherwise.
    """
    kept, arrivals = [], list(won)
    for each in lost:
        match = next(
            (
                other
                for other in arrivals
                if other[0].key == each[0].key and (each[2] is None or other[2] is None)
            ),
            None,
        )
        if match is None:
            kept.append(each)
        else:
            arrivals.remove(match)
    return kept, arrivals


def _is_known(loose: Loose, other_text: str) -> bool:
    """Whether a name that only one of two sentences has is still said: in short, in full, as a pronoun."""
    fact, own, beside = loose
    if fact.kind != "name":
        return False
    name = own.words(fact)
    if not _stands(name, other_text):
        return False
    if beside is None:
        return True  # the sentence went or came as a whole
    if _stands(name, beside.text) or _in_short(name, beside.text):
        return True
    own_count, beside_count = (
        sum(word in PRONOUNS for word in TOKEN.findall(fold(text))) for text in (own.text, beside.text)
    )
    same_kind = [each for each in beside.facts if each.kind == "name" and each not in own.facts]
    came = Counter(each.key for each in same_kind) - Counter(each.key for each in own.facts)
    return beside_count > own_count and not came


def _in_short(name: str, text: str) -> bool:
    """Whether a text has the last word of a name, and not after another first name."""
    *firsts, last = name.split()
    for match in re.finditer(rf"(?<!\w){re.escape(last)}(?!\w)", text):
        before = TOKEN.findall(text[: match.start()])[-1:]
        if not before or before[0] in firsts or not before[0][0].isupper() or is_word(before[0].lower()):
            return True
    return False


def _stands(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(words))}(?!\w)", fold(text)) is not None


def _quotations(old: Sequence[str], new: Sequence[str]) -> Iterator[Alteration]:
    """Quotations that say other words than before, or are quoted no more; slips of the pen are none."""
    had, has = _quoted(old), _quoted(new)
    before, after = Counter(dict.fromkeys(had, 1)), Counter(dict.fromkeys(has, 1))
    gone, came = list((before - after).elements()), list((after - before).elements())
    for words in gone:
        best = max(came, key=lambda other: fuzz.ratio(" ".join(words), " ".join(other)), default=None)
        if best is None or fuzz.ratio(" ".join(words), " ".join(best)) < ALIKE:
            yield Alteration("quotation", had[words], "", had[words], "")
            continue
        came.remove(best)
        if not _only_respelt(words, best):
            yield Alteration("quotation", had[words], has[best], had[words], has[best])


def _quoted(segments: Sequence[str]) -> dict[tuple[str, ...], str]:
    """The words of each quotation as they are compared, with the quotation as it stands."""
    found = {}
    for text in segments:
        for quote in find_quotes(text, [(0, len(text))]).all:
            words = text[quote.start : quote.end]
            if quote.words > 1 and not quote.is_name:
                found[tuple(_plain(words, facts_in(words)))] = words
    return found


def _only_respelt(old: Sequence[str], new: Sequence[str]) -> bool:
    for same, i1, i2, j1, j2 in align(list(old), list(new)):
        was, now = old[i1:i2], new[j1:j2]
        if same or "".join(was) == "".join(now):
            continue
        if len(was) != len(now) or not all(map(_is_slip, was, now)):
            return False
    return True


def _is_slip(old: str, new: str) -> bool:
    """Whether one of two words is the other with a slip of the pen: near it, and no word itself."""
    if old == new:
        return True
    if not (old.isalpha() and new.isalpha()):
        return False
    allowed = 1 if min(len(old), len(new)) < 5 else 2
    return OSA.distance(old, new) <= allowed and is_word(old) != is_word(new)


@lru_cache(maxsize=4096)
def is_word(word: str) -> bool:
    """Whether it is a common English word."""
    return tokenizer().token_to_id(word) is not None
