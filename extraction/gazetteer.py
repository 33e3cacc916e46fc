"""Names every newsroom knows: countries and regions with their short forms, peoples, titles, first names.

Small on purpose: it settles what a name is where the model wavers, and never invents a mention alone.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from functools import lru_cache

from extraction.result import Kind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Short and other forms -> the name we file under.
ALIASES: dict[str, str] = {
    "u.s.": "United States", "u.s": "United States", "us": "United States", "u.s.a.": "United States",
    "usa": "United States", "america": "United States", "united states of america": "United States",
    "united states": "United States", "u.k.": "United Kingdom", "uk": "United Kingdom",
    "britain": "United Kingdom", "great britain": "United Kingdom", "united kingdom": "United Kingdom",
    "u.n.": "United Nations", "un": "United Nations", "united nations": "United Nations",
    "e.u.": "European Union", "eu": "European Union", "european union": "European Union",
    "d.c.": "Washington, D.C.", "uae": "United Arab Emirates", "u.a.e.": "United Arab Emirates",
    "drc": "Democratic Republic of the Congo", "holland": "Netherlands", "burma": "Myanmar",
    "gop": "Republican Party", "g.o.p.": "Republican Party",
}  # fmt: skip

BODY_ALIASES = frozenset(("u.n.", "un", "united nations", "e.u.", "eu", "european union", "gop", "g.o.p."))

PLACES = frozenset(
    name.strip().lower()
    for name in re.split(
        r"[,\n]",
        """
Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahamas,
Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Bosnia, Botswana, Brazil,
Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, Cameroon, Canada, Cape Verde, Chile, China, Colombia,
Comoros, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czech Republic, Czechia, Denmark, Djibouti, Ecuador, Egypt,
El Salvador, Eritrea, Estonia, Eswatini, Ethiopia, Fiji, Finland, France, Gabon, Gambia, Germany, Ghana,
Greece, Greenland, Grenada, Guatemala, Guinea, Guyana, Haiti, Honduras, Hong Kong, Hungary, Iceland, India,
Indonesia, Iran, Iraq, Ireland, Israel, Italy, Ivory Coast, Jamaica, Japan, Kazakhstan, Kenya, Kosovo,
Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya, Liechtenstein, Lithuania, Luxembourg,
Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, Mauritania, Mauritius, Mexico, Moldova, Monaco, Mongolia,
Montenegro, Morocco, Mozambique, Myanmar, Namibia, Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria,
North Korea, North Macedonia, Northern Ireland, Norway, Oman, Pakistan, Palestine, Panama, Papua New Guinea,
Paraguay, Peru, Philippines, Poland, Portugal, Puerto Rico, Qatar, Romania, Russia, Rwanda, Samoa,
Saudi Arabia, Scotland, Senegal, Serbia, Sierra Leone, Singapore, Slovakia, Slovenia, Somalia, South Africa,
South Korea, South Sudan, Spain, Sri Lanka, Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan,
Tanzania, Thailand, Togo, Tonga, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, Uganda, Ukraine,
United Arab Emirates, United Kingdom, United States, Uruguay, Uzbekistan, Vatican, Venezuela, Vietnam, Wales,
Yemen, Zambia, Zimbabwe, Africa, Asia, Europe, Latin America, North America, South America, Central America,
Caribbean, Middle East, Balkans, Scandinavia, Antarctica, Oceania, Gaza, West Bank, Crimea, Kashmir, Tibet,
Moscow, Beijing, London, Paris, Berlin, Brussels, Madrid, Rome, Tokyo, Kyiv, Kiev, Tehran, Baghdad, Damascus,
Jerusalem, Tel Aviv, Cairo, Caracas, Havana, Bogota, Bogotá, Lima, Santiago, Brasilia, Buenos Aires,
Mexico City, Ottawa, Toronto, Sydney, Canberra, Delhi, New Delhi, Mumbai, Islamabad, Kabul, Geneva, Vienna,
New York, New York City, Los Angeles, Chicago, Houston, Philadelphia, Boston, Miami, Atlanta, Seattle,
San Francisco, Detroit, Dallas, Denver, Alabama, Alaska, Arizona, Arkansas, California, Colorado,
Connecticut, Delaware, Florida, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine,
Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada,
New Hampshire, New Jersey, New Mexico, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania,
Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, West Virginia, Wisconsin,
Wyoming, England, U.S., U.S.A., USA, U.K., UK, Britain, Great Britain, America, UAE
""",
    )
    if name.strip()
)

# Not -ish or -ese: "Danish", "Chinese" are found by the model; these are what it most often mistakes.
PEOPLES = _words(
    """
    americans american venezuelan venezuelans cuban cubans mexican mexicans russian russians chinese
    iranian iranians iraqi iraqis israeli israelis palestinian palestinians syrian syrians ukrainian
    ukrainians british french german germans european europeans african africans asian asians latino
    latinos hispanic hispanics republican republicans democrat democrats democratic muslim muslims
    christian christians jewish jews catholic catholics canadian canadians korean koreans japanese
    indian indians afghan afghans colombian colombians panamanian brazilian brazilians arab arabs
    kurdish kurds turkish turks sunni shiite conservatives liberals labour tory tories
    """
)

HONORIFICS = _words(
    """
    mr mr. mrs mrs. ms ms. miss dr dr. prof prof. professor sir dame lord lady rev rev. reverend sen
    sen. senator rep rep. representative gov gov. governor president vice-president mayor judge justice
    secretary minister chancellor premier king queen prince princess pope general gen gen. colonel col
    col. captain capt capt. lieutenant lt lt. sergeant sgt sgt. major admiral adm. officer detective
    commissioner sheriff chief congressman congresswoman councilman councilwoman councillor councilor
    baron baroness viscount aunt uncle
    ambassador attorney speaker chairman chairwoman director spokesman spokeswoman
    """
)
# Letters behind a name that are no part of it.
POST_NOMINALS = frozenset(
    ["KC", "QC", "SC", "MP", "MEP", "MSP", "MLA", "TD", "OBE", "MBE", "CBE", "PhD", "MD", "RN"]
)
# What is said before a name and is no part of it, even where the model takes it in.
STRIPPED = HONORIFICS - {"king", "queen", "prince", "princess", "pope", "lord", "lady", "major", "justice"}

MALE = _words(
    """
    mr mr. sir lord baron viscount uncle king prince pope congressman chairman spokesman councilman
    father brother james john robert michael william david richard joseph thomas charles christopher
    daniel matthew anthony mark
    donald steven steve paul andrew joshua kenneth kevin brian george timothy edward jason jeffrey ryan
    jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank
    alexander raymond patrick jack dennis jerry tyler aaron jose adam nathan henry peter bill bob jim
    joe tom mike tim barack bernie mitt ted marco carlos juan luis jorge vladimir ali mohammed muhammad
    ahmed hassan boris nicolás manuel
    """
)
FEMALE = _words(
    """
    mrs mrs. ms ms. miss dame lady baroness aunt queen princess congresswoman chairwoman spokeswoman
    councilwoman mother mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa
    nancy betty
    margaret sandra ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca
    sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha
    katherine christine hillary ivanka melania chelsea kellyanne maria rachel janet ruth julia theresa
    angela priya fatima aisha ana elena olga irina sofia
    """
)

# Words that make a name the name of an organisation.
BODIES = _words(
    """
    academy administration agency alliance army assembly association bank board bureau campaign center centre
    church club co coalition college commission committee company congress corp corporation council court
    department enterprises federation force foundation fund group guard hospital house inc institute
    institution journal league llc ltd ministry movement museum network news office organization organisation
    panel parliament partners party police post press radio school senate service services society star
    street team times treasury tribune trust union united university
    """
)


# Datelines shorten American states; their full stop is part of the name.
SHORT_STATES = _words(
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla"
    " Ore Pa Tenn Tex Va Vt Wash Wis Wyo"
)


def _listed(fact: object) -> list[str]:
    """One fact of a country: a word, several, or nothing."""
    return [fact] if isinstance(fact, str) else [str(one) for one in fact] if isinstance(fact, list) else []


@lru_cache(maxsize=1)
def _world() -> tuple[frozenset[str], frozenset[str]]:
    """Countries, capitals and American states; peoples with their plurals: ours and countryinfo's."""
    from countryinfo import all_countries

    places, peoples = set(PLACES), set(PEOPLES)
    for country in all_countries():
        facts = country.info()
        places.update(name.lower() for name in _listed(facts.get("name")) + _listed(facts.get("capital")))
        for demonym in _listed(facts.get("demonym")):
            if demonym.lower() not in places:
                peoples.update((demonym.lower(), f"{demonym.lower()}s"))
    places.update(CAPITALS)
    return frozenset(places) - AMBIGUOUS - {""}, frozenset(peoples) - AMBIGUOUS - {"", "s"}


CAPITALS = frozenset(("washington d.c.", "washington, d.c.", "washington dc"))
# Names of people, months and things as often as of places.
AMBIGUOUS = frozenset(
    ("georgia", "jordan", "chad", "jersey", "guinea", "victoria", "stanley", "kingston", "georgetown")
)


def place_or_people(name: str) -> Kind | None:
    """Whether the world knows a name as a country, region or capital, or as a people; None elsewhere."""
    lower = name.lower().removeprefix("the ")
    places, peoples = _world()
    if lower in BODY_ALIASES:
        return "organisation"
    if lower in places or ALIASES.get(lower, "").lower() in places:
        return "place" if lower != "us" or name == "US" else None
    return "group" if lower in peoples else None


def peoples() -> frozenset[str]:
    """Names of peoples, in lower case, singular and plural."""
    return _world()[1]


SURELY = 3  # times as many countries give a name to one sex as to the other


@lru_cache(maxsize=1)
def first_names() -> tuple[frozenset[str], frozenset[str]]:
    """First names of men and of women the world over, lower case, from Faker's lists; no name is in both."""
    from faker.providers import person

    men: Counter[str] = Counter()
    women: Counter[str] = Counter()
    for locale in pkgutil.iter_modules(person.__path__):
        names = importlib.import_module(f"{person.__name__}.{locale.name}").Provider
        men.update({name.lower() for name in getattr(names, "first_names_male", ())})
        women.update({name.lower() for name in getattr(names, "first_names_female", ())})
    return (
        frozenset(name for name, count in men.items() if count >= SURELY * women[name]),
        frozenset(name for name, count in women.items() if count >= SURELY * men[name]),
    )
