"""What acts of this room are about: what each thing touches, and in which state it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from countersign.findings import states
from countersign.findings.given import number
from countersign.findings.models import WatchList
from countersign.findings.second.subject import SUBJECT as SECOND_READER
from countersign.gate.act import Ref, Scope
from countersign.gate.wiring import Subject

CONTACTS = Ref("own_contacts", "contacts")
MODEL = Ref("screening_model", "model")


def contacts(ids: Sequence[str]) -> Mapping[str, Scope]:
    """The agency's own contacts: one list, nobody's own."""
    return {id: Scope(ref=CONTACTS) for id in ids if id == CONTACTS.id}


def model(ids: Sequence[str]) -> Mapping[str, Scope]:
    """What reads texts: one thing, whichever version it is."""
    return {id: Scope(ref=MODEL) for id in ids if id == MODEL.id}


def watch_lists(ids: Sequence[str]) -> Mapping[str, Scope]:
    """Watch-lists, the agency's and nobody's own."""
    found = WatchList.objects.filter(pk__in=[number(id) for id in ids]).values_list("pk", "state")
    return {str(pk): Scope(ref=Ref("watch_list", str(pk)), state=state) for pk, state in found}


SUBJECTS = (
    Subject("own_contacts", contacts),
    Subject("screening_model", model),
    Subject("watch_list", watch_lists, states.WATCH_LIST),
    SECOND_READER,
)
