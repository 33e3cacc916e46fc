"""Words that tell what a source is: a person, a body, what speaks for one; and those that say nothing.

Lower case, singular. Each list is short on purpose: it helps where the learnt parts waver.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Pronouns by their subject form.
FAMILIES = {
    "he": "he him his",
    "she": "she her",
    "they": "they them their",
    "it": "it its",
    "who": "who whose which that",
    "I": "i me my",
    "we": "we us our",
    "you": "you",
}
PRONOUNS = {word: family for family, words in FAMILIES.items() for word in words.split()}
GENDERS = {"he": "m", "she": "f"}
FIRST_PERSON = frozenset(word for word, family in PRONOUNS.items() if family in ("I", "we"))
DEFINITE, INDEFINITE = frozenset(("the", "this", "that")), frozenset(("a", "an", "one", "another"))
OWNED = frozenset(("his", "her", "their", "its", "my", "our"))
APOSTROPHES = frozenset(("’", "'", "’s", "'s"))
SET_OFF = frozenset((",", "(", "—", "–"))

# “allies of Lee” are not Lee, but a spokesman for the port is the port.
LINKS = _words("of for to from with at in by around behind near under")
HEAD_ENDS = LINKS | _words(", ( who which that on about over — – : whose where and")
SAY_NOTHING = _words("the a an this that its his her their our my ’ ' - – , . s own former")
COUNTED = _words("two three four five six several some many most few both all other one dozens hundreds")
CARRIED = _words("obtained seen submitted given leaked sent shown read")  # by another

# What speaks for whoever owns it.
VOICES = _words(
    """
    spokesman spokeswoman spokesperson representative statement report filing website letter figures data
    study inquiry review analysis survey paper poll release memo audit investigation minutes account
    accounts rules document documents complaint notice guidance prospectus submission post email tweet sign
    """
)
PAPERS = _words("paper newspaper daily weekly tabloid magazine broadsheet title journal")

BODY_NOUNS = _words(
    """
    company firm union agency council watchdog trust group department regulator force commission district
    club authority party police board league association organization organisation operator airline museum
    center centre court tank team federation fund service institute school charity foundation bloc bank
    maker owner lender carmaker retailer supermarket chain manufacturer publisher broadcaster network
    university college hospital church diocese ministry government administration municipality county city
    alliance coalition campaign committee panel tribunal parliament senate house utility railway insurer
    developer contractor startup studio label gallery festival orchestra theater theatre body office bureau
    laboratory lab consortium society academy army navy militia junta rebel taxman pollster brewery factory
    grocer carrier distributor shipper producer driller miner builder bookmaker sportsbook platform
    """
)
PERSON_NOUNS = _words(
    """
    minister judge director husband wife brother sister father mother son daughter widow widower cousin
    uncle aunt nephew niece grandmother grandfather dad mum mom parent partner coroner president owner
    leader governor manager executive coach mayor younger elder older officer senator general author
    examiner sheriff chief chairman chairwoman chair engineer chancellor couple singer diplomat colonel
    ambassador deputy witness detective son backbencher lawyer solicitor barrister attorney prosecutor
    mechanic teacher councillor councilman councilwoman sergeant rancher farmer clerk superintendent
    lawmaker congressman congresswoman representative man woman nurse doctor surgeon founder economist
    researcher scientist professor historian player striker midfielder defender goalkeeper winger captain
    striker champion runner pitcher quarterback actor actress director novelist writer poet playwright
    painter conductor composer pianist guitarist drummer curator critic candidate republican democrat
    conservative commissioner secretary premier king queen prince princess pope bishop archbishop cardinal
    imam rabbi pastor priest reverend veteran retiree pensioner student pupil graduate worker driver pilot
    trader analyst consultant aide adviser adviser spokesman defendant plaintiff suspect victim survivor
    billionaire tycoon entrepreneur boss commander admiral major lieutenant inspector constable trooper
    """
)

_PRESS = "times post herald news gazette journal chronicle tribune mail telegraph press globe sun star echo"
_TEAM = "united city town rovers athletic albion wanderers fc rangers county hotspur villa"
_LIKE = {
    "paper": _PRESS,
    "newspaper": _PRESS,
    "tabloid": _PRESS,
    "daily": _PRESS,
    "magazine": "magazine review week weekly quarterly",
    "journal": "journal letters nature science lancet proceedings annals medicine quarterly reports",
    "broadcaster": "tv radio television news broadcasting bbc",
    "station": "radio tv fm",
    "airline": "air airlines airways aviation linhas jet",
    "carrier": "air airlines airways",
    "bank": "bank banco savings credit",
    "lender": "bank savings credit lending",
    "regulator": "authority commission office agency board administration",
    "watchdog": "authority commission office agency watch",
    "agency": "agency administration bureau office service",
    "ministry": "ministry",
    "department": "department treasury",
    "force": "police constabulary force",
    "police": "police constabulary sheriff",
    "union": "union federation workers brotherhood guild unite unison",
    "university": "university college institute",
    "college": "college university",
    "school": "school academy elementary high",
    "hospital": "hospital infirmary clinic medical health",
    "trust": "trust nhs",
    "charity": "trust foundation fund aid society",
    "museum": "museum gallery",
    "gallery": "gallery museum",
    "church": "church diocese cathedral parish",
    "court": "court tribunal",
    "council": "council",
    "board": "board council commission",
    "commission": "commission",
    "party": "party democrats republicans labour conservatives greens",
    "club": f"club {_TEAM}",
    "team": _TEAM,
    "company": "inc corp ltd plc co company group holdings industries motors energy",
    "group": "group coalition alliance network campaign",
    "coalition": "coalition alliance",
    "institute": "institute",
    "foundation": "foundation",
    "utility": "electric power energy water gas",
    "supermarket": "foods stores grocers markets",
    "brewery": "brewing brewery ales",
    "taxman": "revenue treasury",
    "government": "government",
    "tank": "institute centre center foundation",
    "pollster": "polling survey research",
    "festival": "festival",
    "league": "league",
    "association": "association",
    "federation": "federation",
    "fund": "fund",
    "society": "society",
}
# A description's head -> words in the names of what is so described.
LIKE = {head: frozenset(words.split()) for head, words in _LIKE.items()}


def stem(word: str) -> str:
    """A noun in the singular, nearly; lower case."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" else word


MALE_ROLES = _words(
    "man husband father son brother dad grandfather uncle nephew boy actor king prince widower"
)
FEMALE_ROLES = _words(
    "woman wife mother daughter sister mum mom grandmother aunt niece girl actress queen princess widow"
)


def gender_told(head: str) -> str:
    """“m” or “f” where the word for somebody tells it, “” elsewhere; lower case."""
    if head in FEMALE_ROLES or head.endswith("woman"):
        return "f"
    return "m" if head in MALE_ROLES or (head.endswith("man") and head not in ("human", "german")) else ""
