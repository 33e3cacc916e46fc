"""French verbs that report speech: their finite forms and their participles."""

from __future__ import annotations

REGULAR = [
    "affirmer", "ajouter", "alerter", "annoncer", "argumenter", "arguer", "assurer", "attester", "avancer",
    "avertir", "avouer", "balayer", "certifier", "clamer", "commenter", "compléter", "concéder",
    "confesser", "confier", "confirmer", "considérer", "constater", "conseiller", "déclarer", "déplorer",
    "dénoncer", "demander", "détailler", "diagnostiquer", "estimer", "évoquer", "exhorter", "exiger",
    "expliquer", "fustiger", "glisser", "gronder", "indiquer", "insister", "interroger", "ironiser",
    "jubiler", "juger", "lâcher", "lancer", "marteler", "murmurer", "noter", "nuancer", "objecter",
    "observer", "pester", "plaider", "pointer", "préciser", "proclamer", "pronostiquer", "promettre",
    "protester", "raconter", "railler", "rappeler", "rapporter", "rassurer", "regretter", "relater",
    "relativiser", "relever", "remarquer", "répéter", "répliquer", "résumer", "rétorquer", "révéler",
    "saluer", "scander", "signaler", "souffler", "souligner", "suggérer", "supplier", "témoigner",
    "tempérer", "temporiser", "tonner", "trancher", "tweeter", "écrier", "exclamer", "féliciter",
    "indigner", "inquiéter", "insurger", "emporter", "alarmer", "agacer", "amuser", "désoler",
    "enthousiasmer", "étonner", "justifier", "lamenter", "présenter",
]  # fmt: skip
SHIFTED = {  # verbs whose stem changes before a silent ending
    "compléter": "complèt", "concéder": "concèd", "considérer": "considèr", "inquiéter": "inquièt",
    "marteler": "martèl", "rappeler": "rappell", "relever": "relèv", "répéter": "répèt",
    "révéler": "révèl", "suggérer": "suggèr", "tempérer": "tempèr", "balayer": "balai",
}  # fmt: skip
IRREGULAR = """dit disent disait disaient dirent disant|dit dite dits dites
redit redisent|redit
répond répondent répondait répondit répondirent|répondu
écrit écrivent écrivait écrivit|écrit
soutient soutiennent soutenait soutint|soutenu
maintient maintiennent maintenait|maintenu
reconnaît reconnaissent reconnaissait reconnut|reconnu
promet promettent promettait promit|promis
admet admettent admettait admit|admis
avertit avertissent avertissait|averti
prévient préviennent prévenait prévint|prévenu
conclut concluent concluait|conclu
poursuit poursuivent poursuivait poursuivit|poursuivi
reprend reprennent reprenait reprit|repris
renchérit renchérissent renchérissait|renchéri
réagit réagissent réagissait|réagi
croit croient croyait croyaient|cru
pense pensent pensait pensaient|pensé
sourit souriait|souri
défend défendent défendait défendit|défendu défendue défendus
réjouit réjouissent réjouissait|réjoui réjouie réjouis
souvient souviennent souvenait|souvenu souvenue
plaint plaignent plaignait plaignit|plaint plainte plaints"""
INNER = frozenset(("pense", "pensent", "pensait", "pensaient", "pensé", "croit", "croient", "croyait", "cru"))
AUXILIARIES = frozenset(
    ["a", "ont", "avait", "avaient", "aura", "aurait", "est", "sont", "était", "étaient", "ai", "avons"]
)
CLITICS = frozenset(["s'", "se", "l'", "lui", "leur", "nous", "m'", "me", "y", "n'", "ne", "en", "vous"])
PRONOUNS = {"il": "m", "elle": "f", "ils": "", "elles": "", "on": ""}
ACCORDING = frozenset(("selon", "dixit"))  # with “d'après”, which is two words


def _forms() -> tuple[frozenset[str], frozenset[str]]:
    finite: set[str] = set()
    participles: set[str] = set()
    for verb in REGULAR:
        stem = verb[:-2]
        soft = {"g": f"{stem}e", "c": f"{stem[:-1]}ç"}.get(stem[-1], stem)
        silent = SHIFTED.get(verb, stem)
        finite |= {f"{silent}e", f"{silent}ent", f"{soft}a", f"{soft}ait", f"{soft}aient", f"{stem}èrent"}
        finite.add(f"{soft}ant")
        participles |= {f"{stem}é{ending}" for ending in ("", "e", "s", "es")}
    for line in IRREGULAR.splitlines():
        left, right = line.split("|")
        finite |= set(left.split())
        participles |= set(right.split())
    return frozenset(finite), frozenset(participles)


FINITE, PARTICIPLES = _forms()
