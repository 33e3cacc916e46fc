"""What the API remembers of requests themselves."""

from django.db import models


class KeptAnswer(models.Model):
    """The answer to a `POST` with an `Idempotency-Key`, given again to whoever sends the same again.

    It is written in the transaction of the change, so that either both are on file or neither. It belongs to
    delivery, not to any noun: nothing below the API knows that requests are repeated.
    """

    caller = models.CharField(max_length=100)
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    kept_until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="answer_once_per_key")]

    def __str__(self) -> str:
        return f"answer to {self.key} of {self.caller}"
