"""Platforms and their terms, the strategy, official accounts, what their pages showed, and pages that are not ours.

People and units are named by id; the rooms below keep them. Signatures and frozen forms are the gate's.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from countersign.accounts import states


class Platform(models.Model):
    """What was decided about a platform. One that nobody decided about has no row and is not approved."""

    id = models.CharField(primary_key=True, max_length=64)
    state = models.CharField(max_length=16)
    decided_seq = models.BigIntegerField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=(states.APPROVED, states.WITHDRAWN)), name="platform_state_is_decided"
            )
        ]

    def __str__(self) -> str:
        return self.id


class Terms(models.Model):
    """A platform's terms of service as they were at a date: the text as evidence, what was looked at in it.

    `form_hash` freezes all of it. The `present` ones, recorded last, must be accepted before anything is published.
    """

    platform = models.CharField(max_length=64)
    version = models.CharField(max_length=100)
    dated = models.DateField()
    text = models.CharField(max_length=64)
    looked_at: Any = models.JSONField(default=list)
    open: Any = models.JSONField(default=list)
    form_hash = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()
    recorded_seq = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_seq = models.BigIntegerField(null=True)
    present = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform"], condition=models.Q(present=True), name="one_present_version_of_terms"
            )
        ]
        indexes = [models.Index(fields=["platform", "accepted_seq"], name="terms_by_platform")]

    def __str__(self) -> str:
        return f"{self.platform} {self.version}"


class Strategy(models.Model):
    """A communication strategy: a document for a period, with the campaigns that posts may serve."""

    title = models.CharField(max_length=200)
    document = models.CharField(max_length=64)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    campaigns: Any = models.JSONField(default=list)
    author = models.CharField(max_length=64)
    form_hash = models.CharField(max_length=64, blank=True)
    submitted_at = models.DateTimeField()
    signed_seq = models.BigIntegerField(null=True)
    ended_seq = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="strategy_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title


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


class Impostor(models.Model):
    """A page that somebody may take for ours: reported, then listed as not ours or dismissed."""

    platform = models.CharField(max_length=64, blank=True)
    handle = models.CharField(max_length=100, blank=True)
    name_key = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=400, blank=True)
    url_key = models.CharField(max_length=400, blank=True)
    note = models.TextField(blank=True)
    evidence = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16)
    reporter = models.CharField(max_length=64)
    reported_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(url_key="") | ~models.Q(name_key=""), name="an_impostor_can_be_found"
            ),
            models.CheckConstraint(
                condition=models.Q(state=states.REPORTED) | models.Q(decided_at__isnull=False),
                name="a_decided_impostor_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "reported_at"], name="impostor_by_state"),
            models.Index(fields=["name_key"], name="impostor_by_handle"),
            models.Index(fields=["url_key"], name="impostor_by_url"),
        ]

    def __str__(self) -> str:
        return self.url or self.handle


class Tip(models.Model):
    """What somebody from the public told us about a page, without signing in. It decides nothing and is no act."""

    url = models.CharField(max_length=400, blank=True)
    handle = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=400, unique=True)
    note = models.TextField(blank=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["settled", "last_at"], name="tip_open")]

    def __str__(self) -> str:
        return self.url or self.handle
