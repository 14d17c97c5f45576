"""The house has no place for an employee's personal account, its handle or its password; it cannot be asked for one."""

import dataclasses
import re
import typing

from django.apps import apps

from countersign.gate.wiring import house
from countersign.people.roster.reading import COLUMNS
from countersign.rules.acts import ACTS

NEVER = re.compile(
    r"(personal|private)_?(account|handle|page|profile|url|mail|email|phone|password)"
    r"|nickname|screen_?name|passwd|facebook|instagram|linkedin|reddit|tumblr|twitter|whatsapp|youtube|tiktok"
    r"|mastodon|bluesky|social",
    re.IGNORECASE,
)
OFFICIAL_ONLY = re.compile(r"handle|password|credential|cookie", re.IGNORECASE)
# What these acts and rooms are about is an official account, somebody's imitation of one, or the practice platform.
OFFICIAL_SUBJECTS = {"account", "impostor"}
OFFICIAL_ROOMS = {"accounts", "practice"}
# The password that opens this house itself, set by its owner and kept as a digest.
OUR_OWN_DOOR = {"people.SignIn.password"}


def columns() -> set[str]:
    """Every column of every table, as `room.Model.field`."""
    return {f"{m._meta.label}.{f.name}" for m in apps.get_models() for f in m._meta.get_fields()}


def fields() -> set[str]:
    """Every field of every act, and of what an act is made of, as `subject.Act.field`."""
    return {
        f"{ACTS[name].subject}.{act.__name__}.{field}"
        for name, act in house().acts.items()
        for field in of_dataclass(act)
    }


def of_dataclass(kind: type, seen: frozenset[type] = frozenset()) -> set[str]:
    """Names of a dataclass's fields and of the fields of dataclasses they hold."""
    found = set()
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        found.add(field.name)
        for part in (hints[field.name], *typing.get_args(hints[field.name])):
            if dataclasses.is_dataclass(part) and isinstance(part, type) and part not in seen:
                found |= {f"{field.name}.{inner}" for inner in of_dataclass(part, seen | {part})}
    return found


def personal(names: set[str], official: set[str]) -> set[str]:
    """Those that could hold something of a personal account."""
    wrong = set()
    for name in names:
        about, _, field = name.partition(".")
        if NEVER.search(field) or (OFFICIAL_ONLY.search(field) and about not in official):
            wrong.add(name)
    return wrong


def test_a_field_for_a_personal_account_would_be_seen():
    for name in ("people.Person.facebook", "people.Person.handle", "accounts.Account.personal_page"):
        assert personal({name}, OFFICIAL_ROOMS) == {name}
    for name in ("person.Hire.twitter", "person.Hire.password", "account.ApplyForAccount.private_mail"):
        assert personal({name}, OFFICIAL_SUBJECTS) == {name}
    fine = {"people.Person.name", "people.Mandate.accounts", "accounts.Account.handle"}
    assert personal(fine, OFFICIAL_ROOMS) == set()


def test_the_schema_and_the_acts_were_read():
    assert {"people.Person.employee_no", "gate.Signature.person", "evidence.Content.salt"} <= columns()
    assert {"agency.Install.people.work_mail", "roster.ImportRoster.plan.whole", "person.Hire.unit"} <= fields()


def test_no_table_has_a_column_for_a_personal_account_or_its_password():
    assert personal(columns(), OFFICIAL_ROOMS) == OUR_OWN_DOOR


def test_no_act_has_a_field_for_a_personal_account_or_its_password():
    assert personal(fields(), OFFICIAL_SUBJECTS) == set()


def test_the_roster_file_has_no_column_for_one():
    assert personal({f"roster.Line.{column}" for column in COLUMNS}, set()) == set()
