"""How an account is connected: what lets us publish there, how the connection fares, and what went wrong with it."""

from __future__ import annotations

from typing import Any

from django.db import models

from countersign.accounts.models.accounts import Account


class Credential(models.Model):
    """What lets us publish on an account, encrypted. Never shown, never in the ledger; given back when it closes.

    An act connects an account; what it kept is renewed at the platform before it ends, and encrypted anew when the key
    changes, always for the same account. `key` names the key it is encrypted with; a lease keeps two workers from
    renewing it at once, which on many platforms would end both.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True)
    sealed = models.BinaryField()
    key = models.CharField(max_length=16, blank=True)
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    scopes: Any = models.JSONField(default=list)
    lease_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"credential of {self.account_id}"


class Health(models.Model):
    """How the connection of an account was when it was last looked at, and when it is looked at next.

    Operational, not governed: it gives nobody anything, and what it says is asked of the platform again at the moment
    of publishing.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True)
    state = models.CharField(max_length=8, blank=True)
    said = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    days_left = models.IntegerField(null=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=("", "ok", "degraded", "dead")), name="health_state")
        ]
        indexes = [models.Index(fields=["due_at"], name="health_due")]

    def __str__(self) -> str:
        return f"{self.account_id} is {self.state or 'not looked at'}"


class Probe(models.Model):
    """One day's look at the connection of an account, the worst of that day: what the history's dots show."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="probes")
    day = models.DateField()
    state = models.CharField(max_length=8)
    said = models.TextField(blank=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="one_dot_a_day")]

    def __str__(self) -> str:
        return f"{self.account_id} was {self.state} on {self.day}"


class Incident(models.Model):
    """Something that went wrong with the connection of an account and must be put right; one of a kind at a time.

    Opened by what a platform said, closed when it says otherwise or the account is connected anew. Operational, not
    governed: nobody did it, so there is no capacity in which a row of the ledger could be written; it takes no right
    from anybody, it only lets queued work wait instead of trying in vain.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=16)
    said = models.TextField(blank=True)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"], condition=models.Q(closed_at=None), name="one_open_incident_per_account"
            )
        ]
        indexes = [models.Index(fields=["closed_at", "kind"], name="incident_open")]

    def __str__(self) -> str:
        return f"{self.kind} of account {self.account_id}"


class Rehearsal(models.Model):
    """What came of trying, with nothing public, something that a room above is to send on an account.

    `about` names it in that room's words, with its content and time, so that a change is tried again.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="rehearsals")
    about = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()
    passed = models.BooleanField()
    said = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["passed", "at"], name="rehearsal_failed")]

    def __str__(self) -> str:
        return f"rehearsal of {self.about}"
