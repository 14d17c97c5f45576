"""The agency's own contact data: public, and never taken for a person's."""

from __future__ import annotations

from django.db import models


class OwnContact(models.Model):
    """A phone, an e-mail address (or a whole domain) or a street address of the agency's, and what it belongs to."""

    text = models.CharField(max_length=200, unique=True)
    what = models.CharField(max_length=200, blank=True)
    place = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="a_contact_says_something")]

    def __str__(self) -> str:
        return self.text
