"""Who is employed, in which unit, under which mandate. No personal account, handle or password of one, ever."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Agency(models.Model):
    """The agency this house belongs to, one row: what its pages say about it and what accounts must link to."""

    id = models.CharField(primary_key=True, max_length=8, default="agency")
    name = models.CharField(max_length=200)
    website = models.URLField(max_length=300)
    contact = models.CharField(max_length=300)
    logo = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id="agency"), name="one_agency")]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A facility, office, program or parole office. Units form a tree."""

    class Kind(models.TextChoices):
        """What sort of unit it is."""

        FACILITY = "facility"
        OFFICE = "office"
        PROGRAM = "program"
        PAROLE = "parole"

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    opened = models.DateField()
    closed = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="unit_is_not_its_own_part")
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """One employee: anyone employed, in any of the five ways. One human is one person."""

    class Employment(models.TextChoices):
        """The five ways of being employed that the directive's definition names."""

        FULL_TIME = "full_time"
        PART_TIME = "part_time"
        CONDITIONAL = "conditional"
        TEMPORARY = "temporary"
        CONTRACTUAL = "contractual"

    employee_no = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    employment_type = models.CharField(max_length=16, choices=Employment)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people")
    work_mail = models.EmailField(blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(ends__isnull=False),
                name="a_merged_entry_is_not_employed",
            )
        ]
        indexes = [models.Index(fields=["name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """What a capacity rests on: appointment, delegation or authorization, in one shape; ends by date or by an act.

    `units` or `accounts` null means all. `under` is the mandate a delegation was given from: when that one is over,
    so is this one, whatever its own date says. Without `granted_seq` it was only asked for (by `asked_by`) and gives
    nothing. `renews` is the authorization whose period this one goes on from; that one stays as it was.
    """

    class Kind(models.TextChoices):
        """The three sorts of mandate."""

        APPOINTMENT = "appointment"
        DELEGATION = "delegation"
        AUTHORIZATION = "authorization"

    kind = models.CharField(max_length=16, choices=Kind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    office = models.CharField(max_length=64, blank=True)
    powers: Any = models.JSONField(default=list)
    units: Any = models.JSONField(null=True)
    accounts: Any = models.JSONField(null=True)
    under = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="given")
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    reason = models.CharField(max_length=16, blank=True)
    instrument = models.CharField(max_length=200, blank=True)
    letter = models.CharField(max_length=64, blank=True)
    conditions = models.TextField(blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="asked_for")
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="renewed_by")
    granted_seq = models.BigIntegerField(null=True)
    ended_seq = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gt=models.F("starts")), name="mandate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="authorization") | models.Q(ends__isnull=False, accounts__isnull=False),
                name="authorization_is_for_a_period_and_accounts",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="delegation") | models.Q(under__isnull=False), name="delegation_is_given"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_seq=None, ended_at=None)
                | models.Q(ended_seq__isnull=False, ended_at__isnull=False),
                name="an_ended_mandate_says_when_and_by_which_row",
            ),
            models.UniqueConstraint(
                fields=["renews"], condition=models.Q(ended_seq=None), name="renewed_once_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "office", "ended_at"], name="mandate_by_office"),
            models.Index(fields=["kind", "ends"], name="mandate_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def until(self) -> datetime:
        """The end of a mandate that must have one. Raises ValueError for one that is open."""
        if self.ends is None:
            raise ValueError(f"{self} has no end")
        return self.ends


class PersonalPower(models.Model):
    """A power that the Director marked as personal: covered only in absence or emergency."""

    power = models.CharField(max_length=64)
    marked_seq = models.BigIntegerField()
    ended_seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["power"], condition=models.Q(ended_seq=None), name="marked_once")
        ]

    def __str__(self) -> str:
        return self.power


class RosterImport(models.Model):
    """One roster file taken over as a whole: the manifest that its ledger row commits to, and what it did."""

    manifest = models.CharField(max_length=64, primary_key=True)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    adds = models.PositiveIntegerField()
    changes = models.PositiveIntegerField()
    leavers = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"roster of {self.at:%Y-%m-%d}"


class SignInManager(BaseUserManager["SignIn"]):
    """Makes sign-ins; a sign-in by itself gives no power at all."""

    def create_user(self, username: str, email: str = "", password: str | None = None) -> SignIn:
        """A sign-in for an employee number; without a password nobody can enter by password."""
        user = self.model(username=username, email=self.normalize_email(email))
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> SignIn:
        """By employee number."""
        return self.get(username=username)


class SignIn(AbstractBaseUser):
    """How an employee enters: a department-issued identity. Authority comes from mandates, never from here."""

    username = models.CharField(max_length=32, unique=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="sign_in")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, blank=True)

    objects = SignInManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username
