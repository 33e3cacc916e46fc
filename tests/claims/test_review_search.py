"""The search of what others checked is answered by an index, where the database is PostgreSQL."""

from functools import reduce
from operator import or_

import pytest
from django.db import connection
from django.db.models import Q

from claims.models import ImportedReview
from desk.viewsets.reviews import ReviewViewSet

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="The index is PostgreSQL's."),
]


def test_words_in_any_of_the_columns_are_found_by_an_index() -> None:
    anywhere = reduce(or_, (Q(**{f"{name}__icontains": "bridge"}) for name in ReviewViewSet.search_fields))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table without rows is read as it is
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan = ImportedReview.objects.filter(anywhere).order_by().explain()
    assert plan.count("Bitmap Index Scan on review_words") == len(ReviewViewSet.search_fields), plan
