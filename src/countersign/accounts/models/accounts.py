"""Official accounts, who looks after them, and what was seen on their pages."""

from __future__ import annotations

from typing import Any

from django.db import models

from countersign.accounts import states


class Account(models.Model):
    """One official page or profile on one platform, owned by one unit; from its application on.

    `form_hash` freezes everything that is signed; `public_form` is the form signed last, of which the register speaks.
    `identity` is the identity, issued by the agency, that runs it; `remote_id` and `connected_as` are the platform's
    own id and handle of it, as it told them when the account was connected.
    `name_key` is the handle as it is compared: two accounts in use never have the same on one platform.
    """

    platform = models.CharField(max_length=64)
    unit = models.CharField(max_length=64)
    handle = models.CharField(max_length=100)
    name_key = models.CharField(max_length=100)
    url = models.URLField(max_length=400, blank=True)
    url_key = models.CharField(max_length=400, blank=True)
    display_name = models.CharField(max_length=200)
    purposes: Any = models.JSONField()
    scope = models.TextField()
    campaign = models.CharField(max_length=64, blank=True)
    applicant = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    form_hash = models.CharField(max_length=64, blank=True)
    public_form = models.CharField(max_length=64, blank=True)
    connector = models.CharField(max_length=32, blank=True)
    base_url = models.URLField(max_length=400, blank=True)
    identity = models.CharField(max_length=200, blank=True)
    remote_id = models.CharField(max_length=200, blank=True)
    connected_as = models.CharField(max_length=200, blank=True)
    department_identity = models.BooleanField(null=True)
    said = models.TextField(blank=True)
    applied_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "name_key"],
                condition=~models.Q(state__in=(states.CLOSED, states.TAKEN_BACK)),
                name="one_account_in_use_per_handle",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=states.OFFICIAL) | models.Q(opened_at__isnull=False),
                name="an_official_account_was_opened",
            ),
            models.CheckConstraint(
                condition=models.Q(state=states.CLOSED, closed_at__isnull=False)
                | (~models.Q(state=states.CLOSED) & models.Q(closed_at=None)),
                name="a_closed_account_says_since_when",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "display_name"], name="account_by_state"),
            models.Index(fields=["unit", "state"], name="account_by_unit"),
            models.Index(fields=["name_key"], name="account_by_handle"),
            models.Index(fields=["url_key"], name="account_by_url"),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} ({self.platform})"


class Custodian(models.Model):
    """Somebody who looks after an account; `ended_at` is set once they no longer do."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="custodians")
    person = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person"], condition=models.Q(ended_at=None), name="custodian_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["person", "ended_at"], name="custodian_by_person")]

    def __str__(self) -> str:
        return f"{self.person} of {self.account_id}"


class Attestation(models.Model):
    """What somebody saw, missed or could not tell on an account's page, with the picture that shows it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="attestations")
    element = models.CharField(max_length=64)
    state = models.CharField(max_length=8)
    evidence = models.CharField(max_length=64, blank=True)
    person = models.CharField(max_length=64)
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seq", "element"], name="attested_once_per_row"),
            models.CheckConstraint(
                condition=models.Q(state__in=("found", "missing", "unknown")), name="attestation_state"
            ),
        ]
        indexes = [models.Index(fields=["account", "element", "seq"], name="attestation_by_element")]

    def __str__(self) -> str:
        return f"{self.element} {self.state} on {self.account_id}"
