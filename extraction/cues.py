"""The words that report speech and thought, and what each may take as its content.

`cue_of("urging")` gives the verb behind any of its forms. Frames, in the table below:
c a clause ("that rents fell", "rents fell") · q quoted words · n a noun phrase · i an infinitive ("to go")
o a noun phrase with an infinitive ("citizens to join") · k a noun phrase with what is said of it ("the
plan a farce", "the mayor of lying") · t its object is the one spoken to, no content · d documents can
do it, not only people · w an attitude rather than a statement: not looked for within reported content
A word after + is a preposition that opens the content ("called for calm").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TABLE = """
say cq | state cq | tell cqt | add cq | declare cqk | announce cqn | claim cqi | assert cq
allege cqn | insist cq +on | maintain cq | contend cq | argue cq +for +against | explain cq
note cqnd | observe cq | remark cq +on | comment cq +on | reply cq | respond cq | answer cq
retort cq | counter cq | shout cq | yell cq | whisper cq | joke cq | quip cq | lament cqn
complain cq +about +of | warn cqt +of +against +about | caution cqt +against | predict cqn
forecast cqn | estimate cqd | suggest cqnd | hint cq +at | indicate cqd | acknowledge cqn
admit cqn +to | concede cqn | confess cq +to | confirm cqnd | deny cn | dispute cn | reveal cqnd
disclose cqn | report cqd | write cq | tweet cq | post q | blog cq | testify cq | swear cqi
vow cqi | pledge cqin | promise cqint | threaten ci | recall cqn | recount cqn | repeat cq
reiterate cqn | stress cqn | emphasize cqn | emphasise cqn | underscore cnd | underline cnd
highlight cnd | boast cq +about +of | brag cq +about | muse cq | wonder cq | speculate cq +about
continue q | conclude cqd | agree cq +with | disagree +with | elaborate q | interject q | exclaim q
proclaim cq | caution cqt | advise cqto +against | remind ct | inform ct | assure ct | reassure ct
notify ct | persuade ct | convince ct | ask cqot | inquire cq | urge cqo | implore qo | beg qo
plead cq +for | demand cqin | order o | instruct o | encourage o | request cnoi | invite o
command qo | propose cqni | recommend cqno | advocate n +for | call kq +for +on | label k | dub k
brand k | term k | deem k | describe k | portray k | characterize k | characterise k | depict k
paint k | liken k | compare k | accuse k | blame k | credit k | condemn n | criticize n
criticise n | denounce n | blast n | slam n | attack nw | assail n | decry n | deride n | mock n
ridicule n | lambaste n | rebuke n | chastise n | castigate n | dismiss nk | reject n | praise n
laud n | hail nk | applaud n | welcome n | commend n | cite nd | mention cn | discuss nw | detail n
outline n | question cn | rule c | defend nw | endorse nw | back nw | support nw | oppose nw | tout n
express nw | voice n | echo n | address nw | believe cw | think cqw | doubt cnw | suspect cw | fear cnw
worry cqw +about | hope ciw +for | expect cow | assume cw | feel cw | know cw | want oiw | wish cw
consider cw | view kw | regard kw | favor nw | favour nw | prefer nw | plan inw | intend iw
decide cw |    find cd | show cd | read qd | learn cw | hear cw
realize cw | realise cw | understand cw | point +to +at | speak +of +about +against | talk +about
object c +to | apologize c +for | apologise c +for | joke +about | lie +about | testify +about
quote nk | chant q | sing q | clarify cqn | specify c | stipulate c | guarantee c | affirm cq
reaffirm cn | attest c | grumble cq | opine cq | posit c | theorize c | surmise c | charge cq
vent q | gush q | fume q | thunder q | laugh q | sigh q | smile q | nod q | begin q | marvel cq
caution +that | sum q | signal cd | stipulate cd | hold cw | determine cd | fret cq | rail +against
rant +about | push +for | lobby +for | campaign +for
""".strip()

IRREGULAR = """
say says said saying | tell tells told telling | write writes wrote written writing
think thinks thought thinking | feel feels felt feeling | know knows knew known knowing
see sees saw seen seeing | find finds found finding | show shows showed shown showing
hear hears heard hearing | understand understands understood understanding
speak speaks spoke spoken speaking | swear swears swore sworn swearing | seek seeks sought seeking
forecast forecasts forecast forecasting | read reads read reading
begin begins began begun beginning | sing sings sang singing | hold holds held holding
lie lies lied lying | beg begs begged begging | paint paints painted painting
quip quips quipped quipping | admit admits admitted admitting | brag brags bragged bragging
slam slams slammed slamming | label labels labeled labelled labeling labelling
dub dubs dubbed dubbing | plan plans planned planning | nod nods nodded nodding
fret frets fretted fretting | prefer prefers preferred preferring
signal signals signaled signalled signaling | learn learns learned learnt learning
recall recalls recalled recalling | deny denies denied denying | decry decries decried decrying
pledge pledges pledged pledging | agree agrees agreed agreeing
disagree disagrees disagreed disagreeing | guarantee guarantees guaranteed guaranteeing
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Things that can show or find, where only people can say.
DOCUMENTS = _words(
    """
    poll polls survey surveys study studies report reports data figures analysis research document
    documents records record email emails e-mail e-mails letter letters memo memos filing filings
    statement paper papers review audit transcript transcripts evidence investigation investigators book
    article story column editorial magazine newspaper census statistics numbers estimates projections
    results findings law ruling bill lawsuit complaint indictment affidavit plan website page post tweet
    tweets video footage ad message note
    """
)
# "his claim that ...": the noun reports, its owner is the source.
NOUNS = _words(
    """
    claim claims statement allegation allegations assertion assertions argument contention accusation
    accusations suggestion suggestions warning warnings belief beliefs view prediction promise promises
    pledge vow fear fears concern concerns hope hopes insistence admission acknowledgment
    acknowledgement announcement declaration remark remarks comment comments complaint complaints
    opinion conclusion theory notion charge charges threat call calls proposal demand demands
    """
)
LIGHT_VERBS = _words(
    """
    made make makes making issued issue issues issuing expressed repeated voiced raised
    """
)
NEGATIONS = frozenset(("not", "n't", "n’t", "never", "neither", "nor"))
# What a negation denies is still what the source holds: "does not believe the road is safe".
ATTITUDES = frozenset(
    ["believe", "think", "expect", "want", "doubt", "know", "see", "feel", "plan", "intend"]
)
EVIDENCE = _words(
    """
    show find suggest indicate reveal confirm conclude estimate determine signal note highlight
    underscore
    """
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One reporting verb."""

    lemma: str
    frames: str
    prepositions: frozenset[str]

    def takes(self, frame: str) -> bool:
        return frame in self.frames


def _entries(table: str) -> list[list[str]]:
    return [entry.split() for entry in table.replace("\n", "|").split("|") if entry.strip()]


def _forms(lemma: str, irregular: dict[str, list[str]]) -> Sequence[str]:
    if lemma in irregular:
        return irregular[lemma]
    if lemma.endswith("e"):
        return lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    plural = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return lemma, plural, lemma + "ed", lemma + "ing"


def _read_table() -> dict[str, Cue]:
    irregular = {forms[0]: forms for forms in _entries(IRREGULAR)}
    frames: dict[str, str] = {}
    prepositions: dict[str, set[str]] = {}
    for lemma, *rest in _entries(TABLE):
        frames.setdefault(lemma, "")
        for word in rest:
            if word.startswith("+"):
                prepositions.setdefault(lemma, set()).add(word[1:])
            else:
                frames[lemma] += word
    return {
        form: Cue(lemma, frame, frozenset(prepositions.get(lemma, ())))
        for lemma, frame in frames.items()
        for form in _forms(lemma, irregular)
    }


CUES = _read_table()


def cue_of(word: str) -> Cue | None:
    """The reporting verb that a lower-case word is a form of."""
    return CUES.get(word)
