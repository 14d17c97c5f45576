"""Which endpoint the second reader is, and how often it was called on a day."""

from __future__ import annotations

from django.db import models


class SecondReader(models.Model):
    """The one setting.

    `base_url` is the address to which `/chat/completions` is added. `structured`: it keeps to a JSON schema.
    """

    ONLY = "second_reader"

    id = models.CharField(primary_key=True, max_length=16, default=ONLY)
    on = models.BooleanField()
    base_url = models.CharField(max_length=300)
    model = models.CharField(max_length=200)
    structured = models.BooleanField()
    calls_a_day = models.PositiveIntegerField()
    timeout_s = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id="second_reader"), name="one_second_reader"),
            models.CheckConstraint(
                condition=models.Q(on=False) | (models.Q(calls_a_day__gt=0) & ~models.Q(base_url="")),
                name="a_second_reader_that_is_on_has_somewhere_to_go",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} at {self.base_url}"


class SecondReaderKey(models.Model):
    """The key of the endpoint, encrypted. `origin` is whom it was entered for; `key` names what encrypts it."""

    id = models.CharField(primary_key=True, max_length=16, default=SecondReader.ONLY)
    origin = models.CharField(max_length=300)
    sealed = models.BinaryField()
    key = models.CharField(max_length=16)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id="second_reader"), name="one_second_reader_key")]

    def __str__(self) -> str:
        return f"the key for {self.origin}"


class SecondReaderDay(models.Model):
    """How many calls were made on one day of the agency's, whatever came of them."""

    day = models.DateField(primary_key=True)
    calls = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.calls} calls on {self.day}"
