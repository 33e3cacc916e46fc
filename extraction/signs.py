"""What in a statement speaks for checking it and what against: patterns, weights, names for editors.

Several signs may share a name. `worth.py` adds them up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 4000  # characters that are read
WORD = re.compile(r"\w+(?:['’]\w+)*")
FOR_LENGTH, FULL_LENGTH = 0.8, 25  # a longer sentence says more, up to so many words
BREVITY = -1.5
KNOWN_SOURCE = 0.2


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern, and what it weighs when it is found `full` times; fewer weigh less."""

    words: str
    weight: float
    pattern: re.Pattern[str]
    full: int = 1


def _any(words: str, *, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """One of these words and phrases; they may be patterns."""
    return re.compile(rf"\b(?:{'|'.join(words.split('/'))})\b", flags)


COUNTED = (
    "two/three/four/five/six/seven/eight/nine/ten/eleven/twelve/fifteen/twenty/thirty/forty/fifty"
    "/sixty/seventy"
    "/eighty/ninety"
)
AMOUNT = rf"(?:\d[\d,.]*|{COUNTED.replace('/', '|')}|hundreds|thousands|millions|tens|dozens)"
THINGS = (
    "percent|per cent|percentage points?|hundred|thousand|million|billion|trillion|dollars|euros"
    "|pounds|crowns|cents"
    "|people|jobs|men|women|children|workers|families|pupils|patients|homes|cars|countries|states"
    "|cities|towns"
    "|miles|kilomet(?:re|er)s|tons|tonnes|barrels|troops|cases|deaths|votes|times|points"
)
NUMBER = re.compile(
    rf"[$£€¥]\s?\d|\b\d[\d,.]*(?![\d,.]*\s?[ap]\.?m\b)|\b(?:{COUNTED.replace('/', '|')})\b"
    r"|\b(?:hundred|thousand|million|billion|trillion|dozen)s?\b|\b(?:half|quarter|third|majority) of\b"
    r"|\bone[- ](?:third|half|quarter|fifth|in)\b",
    re.I,
)
QUANTITY = re.compile(
    rf"[$£€¥]\s?\d|\d\s?%|\b\w+[- ](?:percent|per cent|million|billion|trillion|thousand)\b"
    rf"|\b{AMOUNT}[- ](?:of )?(?:{THINGS})\b|\b(?:thousands|millions|billions|trillions) (?:of|and)\b",
    re.I,
)
PERIOD = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:years|months|decades|weeks) ago\b|\blast (?:year|month|week|quarter"
    r"|night)\b|\bthis year\b"
    rf"|\b(?:\d+|{COUNTED.replace('/', '|')}|last|past|few|many|several|first|every|single|a) "
    r"(?:\w+ )?(?:years?|months?|decades?|weeks|quarters?)\b|\b(?:since|until) (?:the|last|world)\b",
    re.I,
)
RECORD = re.compile(
    r"\b(?:in|of) (?:the |our )?(?:entire |whole |recorded |modern )?(?:world|history|country|nation"
    r"|earth|all time"
    r"|united states|america|europe)\b|\bon earth\b|\b(?:than|like) any(?:one|body|where)?\b"
    r"|\b(?:first|only) (?:time|\w+ (?:in|to|who|that))\b|\bever (?:seen|had|been|made|before|recorded)\b"
    r"|\bnever (?:been|had|before|happened)\b|\bone of the\b|\b(?:all[- ]time|record|highest|lowest"
    r"|largest|biggest"
    r"|smallest|worst|most|least|fewest|poorest|richest|longest|fastest|greatest|busiest|oldest|cheapest)\b",
    re.I,
)
COMPARISON = re.compile(
    r"\b(?:more|less|fewer|higher|lower|bigger|larger|smaller|better|worse|faster|slower|cheaper"
    r"|greater|longer|tougher"
    r"|richer|poorer|older|younger) (?:[\w'’-]+ ){0,4}than\b|\b(?:twice|tripled?|doubled?|halved"
    r"|compared (?:to|with)"
    r"|as (?:many|much) as|over \d|almost|nearly|at least|up \d|down \d|same (?:as|amount))\b",
    re.I,
)
CHANGE = _any(
    "rose/risen/rising/fell/fallen/falling/dropped/grew/grown/growing/increas(?:e|ed|es|ing)"
    "/decreas(?:ed?|es|ing)"
    "/declin(?:ed?|es|ing)/los(?:e|t|ing)/gone (?:up|down)/went (?:up|down)"
    "/go(?:es|ing)? (?:up|down)/doubled/tripled"
    "/created/raised/cut/reduced/reduction/spent/spends?/pa(?:y|ys|id|ying)/costs?/owes?/left/moved"
    "/clos(?:ed|ing)"
    "/imports?/imported/exports?/exported"
)
DEED = _any(
    "vot(?:ed|es)/support(?:ed|s)/oppos(?:ed|es)/signed/vetoed/approved/propos(?:ed|es)/introduced"
    "/passed/repealed"
    "/endorsed/praised/promised/pledged/invaded/killed/murdered/died/deported/released/arrested"
    "/charged/convicted/sued"
    "/settled/hired/fired/built/sold/bought/gave/took/received/donated/accepted/deleted/destroyed"
    "/lied/admitted/denied"
    "/refused/failed/blocked/stopped/ended/started/fought/advocated/urged/appointed/elected/won/beat"
    "/joined/withdrew"
    "/allowed/banned/filed/investigated/funded/financed/outsourced/shipped/changed/used/ran/led"
    "/attacked/rejected"
    "/violated/was against/were against/in favou?r of"
)
SAYING = _any(
    "said/says/called/calls/told/claimed/claims/testified/denied/denies/tweeted/announced/accused"
    "/described/insulted"
    "/mocked/criticised/criticized/referred to"
)
# Somebody at the head of a clause, and at once what they did: “Okoro voted”, “and she has never signed”.
NOBODY = (
    r"(?!(?:I|We|You|It|That|This|There|What|And|But|So|Well|If|Look|Thank|Let|How|Why|Who|Do|Did|Is|Are|No|Yes"
    r"|Now|When|In|As|For|At|On|By|My|Our|Your|These|Those|Not|Just|Right|OK|The [A-Z]?[a-z]+ is)\b)"
)
SOMEBODY = (
    r"(?:[A-Z][\w’'.-]{1,30}(?: [A-Z][\w’'.-]{1,30}){0,4}|[Hh]e|[Ss]he|[Tt]hey|[Mm]y opponent"
    r"|[Tt]he (?:president|senator|governor|minister|mayor|congress|administration|government|council|company"
    r"|bank|court|party|democrats|republicans))"
)
ACTS = (
    r"(?:voted|votes|supported|supports|opposed|opposes|signed|vetoed|approved|proposed|proposes|introduced|passed"
    r"|repealed|endorsed|praised|promised|pledged|invaded|killed|murdered|died|deported|released|arrested|charged"
    r"|convicted|sued|settled|hired|fired|built|sold|bought|gave|took|received|donated|accepted|deleted|destroyed"
    r"|lied|admitted|denied|refused|failed|blocked|stopped|ended|started|fought|advocated|urged|appointed|elected"
    r"|won|beat|joined|withdrew|allowed|banned|filed|investigated|funded|financed|outsourced|shipped|changed|used"
    r"|ran|led|attacked|rejected|violated|said|says|called|calls|told|claimed|claims|testified|tweeted|wants"
    r"|wanted|thinks|believes|has|had|was|were|did|does|goes|went|made|got|paid|gives|lost|created|raised|cut"
    r"|put|talked|came)"
)
ACTOR = re.compile(
    r"(?:^|[,;:—–-] |\b(?:[Aa]nd|[Bb]ut|[Bb]ecause|[Tt]hat|[Ww]hen|[Ss]o|[Ww]hat|[Ww]here|[Ff]act) )"
    rf"{NOBODY}{SOMEBODY}(?: (?:has|have|had|is|was|were|also|just|actually|even|once|never|always|did|not"
    rf"|been|already|consistently|publicly|personally|basically|essentially)){{0,4}} {ACTS}\b"
)
PAST = _any("was/were/had/did/didn['’]t/wasn['’]t/weren['’]t/has/have/hasn['’]t/haven['’]t/used to")
TOPIC = _any(
    "tax(?:es|ed)?/deficits?/debt/budget/trade/jobs?/unemploy\\w+/wages?/incomes?/pensions?/crimes?"
    "/murders?/violen\\w+"
    "/immigra\\w+/migrants?/refugees?/asylum/borders?/visas?/illegal(?:s|ly)?/insurance/premiums?"
    "/health ?care/hospitals?"
    "/vaccin\\w+/doctors?/nurses?/medicare/medicaid/oil/gas/energy/nuclear/emissions/climate/coal"
    "/troops?/wars?/military"
    "/sanctions?/treaty/deals?/voters?/votes?/voting/polls?/elections?/registered/companies"
    "/factories/manufacturing"
    "/economy/rates?/inflation/prices?/rents?/housing/homeless\\w*/costs?/funding/subsid\\w+"
    "/schools?/students?/teachers?"
    "/guns?/terroris\\w+/laws?/bill/amendment/courts?/judges?/police/prisons?/drugs?/e-?mails?"
    "/foundation/bankrupt\\w*"
    "/veterans?/women/workers/poverty/welfare"
)
SWEEPING = re.compile(
    r"\b(?:never|nobody|no one|none|not (?:a|one)|nothing|every single|all of|only|any)\b"
    r"|\bno (?!longer|matter|doubt|problem|question|way)\w+",
    re.I,
)
QUESTION = re.compile(r"\?[\s”\"’»]*$")
OPINION = _any(
    "(?:i|we) (?:really |just |do |don['’]t |also |honestly )?(?:think|believe|feel|hope|wish|want"
    "|love|like|guess|mean"
    "|would like|respect|understand|know|agree)/should/must/ought/needs? to/ha(?:ve|s) to/got to"
    "/gotta/let['’]?s/let us"
    "/deserves?/hopes?/wants? to see/great/wonderful/beautiful/terrible/horrible/terrific/tremendous"
    "/amazing/fantastic"
    "/proud/honou?r(?:ed)?/disgrace/incredible/nice/good/bad/important/fair/smart/strong"
)
FUTURE = _any(
    "will/won['’]t/going to/gonna/shall/plans? to/intends? to/as president,? i/when i(?:['’]m| am| become)"
)
SHORT_FUTURE = re.compile(r"\w['’]ll\b", re.I)
HEDGE = _any("would/could/might/may/maybe/perhaps/probably/if/unless")
COURTESY = _any(
    "thanks?/thank you/welcome/good (?:evening|morning|night|afternoon)/please/sorry/congratulations"
    "/god bless/excuse me"
    "/ladies and gentlemen/laughter/applause/crosstalk/cheer(?:s|ing)/by the way/ok(?:ay)?/excellent"
    "/folks/everybody"
    "/listen/hello/yes/yeah/well"
)
ADDRESS = _any("you/your/you['’]re")

SIGNS = (
    Sign("a number", 1.0, NUMBER, 2),
    Sign("a quantity", 1.5, QUANTITY, 2),
    Sign("a date or period", 0.4, PERIOD),
    Sign("a record", 0.8, RECORD, 2),
    Sign("a comparison", 0.6, COMPARISON),
    Sign("says what changed", 0.9, CHANGE),
    Sign("says what happened", 0.6, DEED, 2),
    Sign("what somebody said", 0.2, SAYING),
    Sign("a named actor", 0.6, ACTOR),
    Sign("of the past", 0.2, PAST),
    Sign("a public matter", 1.2, TOPIC, 2),
    Sign("all or none", 0.3, SWEEPING),
    Sign("a question", -1.5, QUESTION),
    Sign("an opinion", -0.7, OPINION),
    Sign("a promise", -0.6, FUTURE),
    Sign("a promise", -0.6, SHORT_FUTURE),
    Sign("a supposition", -0.2, HEDGE),
    Sign("a courtesy", -0.8, COURTESY),
    Sign("talk to somebody", -0.2, ADDRESS),
)
