"""Naming employees in a form: by number or full name, one a line, without a list of everybody employed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from countersign.people.models import Person

MOST = 50


class EmployeesField(forms.CharField):
    """Employees by number or full name, one a line or with commas between. Its value is a tuple of person ids."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        """The ids. Raises ValidationError naming what could not be found, and names that several people have."""
        text = super().clean(value)
        wanted = [w for w in (" ".join(part.split()) for part in re.split(r"[\n,;]", text or "")) if w]
        if len(wanted) > MOST:
            raise ValidationError(_("At most %(most)s people.") % {"most": MOST})
        found, unknown = [], []
        for one in wanted:
            person = _find(one)
            if person is None:
                unknown.append(one)
            else:
                found.append(str(person.pk))
        if unknown:
            raise ValidationError(
                _("Not found, or not one person alone: %(names)s. Give the employee number.")
                % {"names": ", ".join(unknown)}
            )
        return tuple(dict.fromkeys(found))

    def prepare_value(self, value: Any) -> Any:
        """Ids as lines that can be read and sent back."""
        return value if isinstance(value, str) or value is None else lines(value)


def lines(ids: Iterable[str]) -> str:
    """People as the field shows them: number and name, one a line."""
    wanted = [i for i in ids if i.isascii() and i.isdigit()]
    known = {str(p.pk): p for p in Person.objects.filter(pk__in=[int(i) for i in wanted])}
    return "\n".join(f"{known[i].employee_no} {known[i].name}" for i in wanted if i in known)


def _find(text: str) -> Person | None:
    """One person by number, by number and name as `lines` writes them, or by a full name that only one has."""
    current = Person.objects.filter(merged_into=None)
    number, _space, name = text.partition(" ")
    person = current.filter(employee_no=text).first() or current.filter(employee_no=number).first()
    if person is not None:
        return person if not name or name.casefold() == person.name.casefold() or text == person.employee_no else None
    named = list(current.filter(name__iexact=text)[:2])
    return named[0] if len(named) == 1 else None
