"""French as French editors read it: names, quotations with their frames, “selon”, “que”."""

import pytest

from extraction import read
from tests.prose.reading import attributions as tuples


def said(text: str) -> list[tuple[str, str, str, str]]:
    return tuples(text, read(text, "fr"))


def speakers(text: str) -> list[str | None]:
    reading = read(text, "fr")
    return [
        None if a.source_entity is None else reading.entities[a.source_entity].name
        for a in reading.attributions
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "« Nous avons gagné », a déclaré Ada Obi, maire de Lyon.",
            "Ada Obi, maire de Lyon",
            "a déclaré",
            "« Nous avons gagné »",
        ),
        (
            "« C'est faux », s'est défendu le ministre de l'Intérieur, Gérald Marchand.",
            "le ministre de l'Intérieur, Gérald Marchand",
            "s'est défendu",
            "« C'est faux »",
        ),
        (
            "« Les loyers vont baisser », affirme-t-elle.",
            "elle",
            "affirme",
            "« Les loyers vont baisser »",
        ),
        ("« Je pars », dit-il.", "il", "dit", "« Je pars »"),
        (
            "« Les loyers vont baisser », a-t-elle ajouté.",
            "elle",
            "a … ajouté",
            "« Les loyers vont baisser »",
        ),
        (
            "« Nous ne céderons pas », a dit mardi à l'AFP le porte-parole du gouvernement, Olivier Noir.",
            "le porte-parole du gouvernement, Olivier Noir",
            "a dit",
            "« Nous ne céderons pas »",
        ),
        (
            "« On va gagner ! », a lancé Jean-Luc Moreau devant ses partisans.",
            "Jean-Luc Moreau",
            "a lancé",
            "« On va gagner ! »",
        ),
        (
            "« Pourquoi partir ? », s'interroge Claire Martin.",
            "Claire Martin",
            "s'interroge",
            "« Pourquoi partir ? »",
        ),
        (
            '"Nous sommes prêts", assure la Commission européenne.',
            "la Commission européenne",
            "assure",
            '"Nous sommes prêts"',
        ),
        (
            "“C’est une honte”, s’est indignée Sandrine Lemaire.",
            "Sandrine Lemaire",
            "s’est indignée",
            "“C’est une honte”",
        ),
        (
            "« Tout va bien », ont assuré Anne Fabre et Rachida Benali.",
            "Anne Fabre et Rachida Benali",
            "ont assuré",
            "« Tout va bien »",
        ),
        (
            "« Le texte est mort », a jugé à la tribune de l'Assemblée nationale Éric Chauvin.",
            "Éric Chauvin",
            "a jugé",
            "« Le texte est mort »",
        ),
        (
            "« Nous avons perdu », reconnaît Paul Durand, 45 ans, directeur du Louvre.",
            "Paul Durand",
            "reconnaît",
            "« Nous avons perdu »",
        ),
        (
            "« Nous ne céderons pas », selon l'avocat de Nicolas Perrin.",
            "l'avocat de Nicolas Perrin",
            "selon",
            "« Nous ne céderons pas »",
        ),
        (
            "Anne Fabre a expliqué : « Paris sera prête. »",
            "Anne Fabre",
            "a expliqué",
            "« Paris sera prête. »",
        ),
        (
            "Le ministre : « Il n'y aura pas de hausse d'impôts. »",
            "Le ministre",
            ":",
            "« Il n'y aura pas de hausse d'impôts. »",
        ),
        (
            "Selon la préfecture, « trois personnes ont été blessées ».",
            "la préfecture",
            "Selon",
            "« trois personnes ont été blessées »",
        ),
        ("« La lutte, a-t-il dit, continue. »", "il", "a … dit", "« La lutte … continue. »"),
        (
            "« La situation, a expliqué Marine Le Goff, est très grave pour le pays. »",
            "Marine Le Goff",
            "a expliqué",
            "« La situation … est très grave pour le pays. »",
        ),
        (
            "« Nous voulons la paix.\n\n« Et nous l'aurons », a conclu Andriy Kovalenko.",
            "Andriy Kovalenko",
            "a conclu",
            "« Nous voulons la paix. … « Et nous l'aurons »",
        ),
        (
            "«Nous partons demain», précise Léa Morel. «Le bateau est prêt.»",
            "Léa Morel",
            "précise",
            "«Nous partons demain» … «Le bateau est prêt.»",
        ),
    ],
)
def test_a_quotation_has_its_source_and_cue(text, source, cue, content):
    assert said(text) == [("direct", source, cue, content)]


@pytest.mark.parametrize(
    ("text", "kind", "source", "cue", "content"),
    [
        (
            "Selon Emmanuel Garnier, la réforme sera votée en juin par l'Assemblée nationale.",
            "indirect",
            "Emmanuel Garnier",
            "Selon",
            "la réforme sera votée en juin par l'Assemblée nationale",
        ),
        (
            "D'après l'Insee, le chômage a reculé de 0,2 point.",
            "indirect",
            "l'Insee",
            "D'après",
            "le chômage a reculé de 0,2 point",
        ),
        (
            "Le maire a déclaré que les loyers allaient baisser.",
            "indirect",
            "Le maire",
            "a déclaré",
            "que les loyers allaient baisser",
        ),
        (
            "Les syndicats estiment que la réforme est injuste.",
            "indirect",
            "Les syndicats",
            "estiment",
            "que la réforme est injuste",
        ),
        (
            "Elle n'a pas dit que le projet était abandonné.",
            "indirect",
            "Elle",
            "n'a pas dit",
            "que le projet était abandonné",
        ),
        (
            "Jean Dupont a dit que « la situation est grave ».",
            "mixed",
            "Jean Dupont",
            "a dit",
            "que « la situation est grave »",
        ),
    ],
)
def test_what_is_reported_without_marks_has_its_source_too(text, kind, source, cue, content):
    assert said(text) == [(kind, source, cue, content)]


@pytest.mark.parametrize(
    "text",
    [
        "Ce « projet » ne verra pas le jour.",
        "Il a publié « Les Misérables » en 1862.",
        "« Sécurité routière : nouvelles règles »\n\nLe conseil se réunit jeudi.",
        "L'opération dite « Plage propre » commence lundi.",
        "Le port sera fermé jusqu'à mardi.",
    ],
)
def test_titles_and_borrowed_words_are_nobodys_statement(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "« Nous avons gagné », a déclaré Ada Obi, maire de Lyon. « La lutte continue », a-t-elle ajouté.",
            ["Ada Obi", "Ada Obi"],
        ),
        (
            "M. Garnier a reçu mardi Mme Rossi à l'Élysée. « Nous sommes d'accord », a-t-elle dit.",
            ["Rossi"],
        ),
        (
            "« Le Kremlin ne négociera pas », prévient Dmitri Orlov. « Jamais », insiste-t-il.",
            ["Dmitri Orlov", "Dmitri Orlov"],
        ),
        ("« Nous ne céderons pas », selon l'avocat de Nicolas Perrin.", [None]),
        ("« Nous sommes prêts », assure la Commission européenne.", ["Commission européenne"]),
        ("« La mer monte », a prévenu un pêcheur.", [None]),
    ],
)
def test_a_source_is_the_entity_it_names_or_nobody(text, names):
    assert speakers(text) == names


STORY = """\
Un mur contre la mer

Le port aura son mur, a annoncé mardi la maire, Ingrid Dumont. « La mer ne nous prendra plus rien », \
a déclaré Mme Dumont devant le conseil municipal.

Selon Michel Brandt, ancien directeur du port, les travaux coûteront 40 millions d'euros. « C'est trop cher, \
a-t-il estimé, et trop tard. »

L'Union européenne a promis une aide. Brandt n'y croit pas."""


def test_a_story_is_told_to_be_french_and_read_as_such():
    reading = read(STORY)
    assert (reading.language, reading.refusal) == ("fr", "")
    shown = reading.as_dict(STORY)
    assert [(a["content"][0]["text"], a["source_entity"]) for a in shown["attributions"]] == [
        ("« La mer ne nous prendra plus rien »", "Ingrid Dumont"),
        ("les travaux coûteront 40 millions d'euros", "Michel Brandt"),
        ("« C'est trop cher", "Michel Brandt"),
    ]
    entities = {e["name"]: (e["kind"], len(e["mentions"])) for e in shown["entities"]}
    assert entities["Ingrid Dumont"] == ("person", 2)
    assert entities["Michel Brandt"] == ("person", 2)
    assert entities["Union européenne"][0] == "organisation"
