"""Imports: each record once, the newest kept, foreign scales mapped, and what was not taken is on record."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from claims import importing
from claims.models import ForeignRating, ImportedReview, Rating, ReviewImport
from tests.archive.web import head, talking
from tests.claims.reviews import review


def import_all(*reviews: Any) -> ReviewImport:
    handed_in = importing.import_reviews(by=None, name="reviews.json", content=json.dumps(reviews).encode())
    return importing.run(handed_in)


@pytest.mark.django_db
def test_the_same_again_changes_nothing_and_a_correction_is_taken_over():
    done = import_all(review(), review(url="https://checks.example/other"), review(url=None))
    assert (done.added, done.updated, done.unchanged, done.rejected) == (2, 0, 0, 1)
    [fault] = done.faults
    assert fault["where"] == "record 3"
    assert bytes(ReviewImport.objects.get().content) == b""

    corrected = review()
    corrected["reviewRating"] = {"alternateName": "True after all"}
    done = import_all(corrected, review(url="https://checks.example/other"))
    assert (done.added, done.updated, done.unchanged, done.rejected) == (0, 1, 1, 0)
    kept = ImportedReview.objects.get(url="https://checks.example/bridge")
    assert (kept.label, kept.raw, kept.rating_value) == ("True after all", corrected, None)


@pytest.mark.django_db
def test_an_import_that_rings_twice_counts_once():
    done = import_all(review())
    again = importing.run(ReviewImport.objects.get())
    assert (done.added, again.added, ImportedReview.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rating", "code"),
    [
        ({"alternateName": "FALSE"}, "false"),
        ({"alternateName": "Way off", "ratingValue": 1, "bestRating": 5, "worstRating": 1}, "false"),
        ({"alternateName": "Spot on", "ratingValue": 10, "bestRating": 10, "worstRating": 0}, "true"),
        ({"alternateName": "Way off", "ratingValue": -1}, None),
        ({"alternateName": "Way off", "ratingValue": 1, "bestRating": 1, "worstRating": 5}, None),
        ({"alternateName": "Way off"}, None),
    ],
)
def test_ratings_come_onto_our_scale_where_that_can_be_told(newsroom, rating, code):
    import_all(review(reviewRating=rating))
    kept = ImportedReview.objects.get()
    assert (kept.rating_id, kept.label) == (code, rating["alternateName"])


@pytest.mark.django_db
def test_what_the_newsroom_says_of_words_holds_at_once_and_one_publisher_s_first(newsroom):
    import_all(review())
    false, true, misleading = (Rating.objects.get(pk=code) for code in ("false", "true", "misleading"))
    kept = ImportedReview.objects.all()
    common = ForeignRating.objects.create(label="way OFF", rating=true)
    assert kept.get().rating == true
    own = ForeignRating.objects.create(label="Way off", publisher="checks example", rating=misleading)
    assert kept.get().rating == misleading
    own.label = "Something else"
    own.save()
    assert kept.get().rating == true
    common.delete()
    assert kept.get().rating == false


@pytest.mark.django_db
def test_who_may_not_import_is_told_whom_to_ask(reporter):
    with pytest.raises(PermissionDenied, match="fact-checkers"):
        importing.import_reviews(by=reporter, name="x", content=b"{}")
    with pytest.raises(ValidationError):
        importing.import_reviews(by=None)


@pytest.mark.django_db
def test_an_address_is_fetched_as_the_archive_does(settings):
    page = f"<html><script type='application/ld+json'>{json.dumps(review())}</script></html>".encode()
    with talking(lambda connection: connection.sendall(head(f"Content-Length: {len(page)}") + page)) as port:
        url = f"http://127.0.0.1:{port}/"
        settings.NEWSROOM_ARCHIVE_PORTS = [port]
        done = importing.run(importing.import_reviews(by=None, url=url))
        assert (done.state, done.added) == ("done", 1)
    done = importing.run(importing.import_reviews(by=None, url="http://169.254.169.254/latest"))
    assert done.state == "failed"
    assert done.reason


@pytest.mark.django_db
def test_the_command_says_what_came_of_it(tmp_path):
    file = tmp_path / "reviews.json"
    file.write_text(json.dumps([review(), review(url=None)]))
    out, err = StringIO(), StringIO()
    call_command("import_claimreviews", str(file), stdout=out, stderr=err)
    assert "1 added, 0 updated, 0 known, 1 not taken" in out.getvalue()
    assert "record 2: url: it is missing" in err.getvalue()
    (tmp_path / "empty.json").write_text("{}")
    with pytest.raises(CommandError, match="1 of 1 could not be read"):
        call_command("import_claimreviews", str(tmp_path / "empty.json"), stdout=out, stderr=err)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_claimreviews", str(tmp_path / "none.json"))
