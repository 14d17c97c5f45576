"""How a clause is read: written by an act, replaced by another, and what was written before stays on record."""

from dataclasses import replace

import pytest

import cast as stage
from countersign.directive import acts, queries
from countersign.directive.models import InterpretationNote
from countersign.gate.act import Malformed, NotNow, NotYours
from countersign.gate.door import perform
from countersign.gate.row import rows, size

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def words(clause: str) -> list[str]:
    return [n.en for n in queries.notes(clause).get(clause, ())]


def test_the_packs_note_holds_until_the_agency_writes_its_own(offices):
    shipped = words("II.G.3.a")
    assert len(shipped) == 1
    note = stage.do(acts.WriteNote("II.G.3.a", "State law is meant too.", "También la ley estatal."), offices.ana)
    assert words("II.G.3.a") == ["State law is meant too."]
    assert queries.notes()["II.G.3.a"][0].words("es") == "También la ley estatal."
    assert InterpretationNote.objects.get().written_seq == note.seq
    taken_back = acts.WriteNote("II.G.3.a", "", replaces=note.subject_id)
    assert not perform(taken_back, by=offices.ana).allowed
    stage.do(replace(taken_back, reason="counsel reads it otherwise"), offices.ana)
    assert words("II.G.3.a") == shipped


def test_a_note_written_anew_takes_the_place_of_the_one_before_which_stays_on_record(offices):
    first = stage.do(acts.WriteNote("II.B", "Parole offices too."), offices.ana)
    second = stage.do(acts.WriteNote("II.B", "Parole offices and camps.", replaces=first.subject_id), offices.ana)
    assert words("II.B") == ["Parole offices and camps."]
    old = InterpretationNote.objects.get(pk=first.subject_id)
    assert (old.en, old.written_seq, old.ended_seq) == ("Parole offices too.", first.seq, second.seq)
    assert InterpretationNote.objects.get(pk=second.subject_id).replaces_id == old.pk
    with pytest.raises(NotNow):
        perform(acts.WriteNote("II.B", "A third.", replaces=first.subject_id), by=offices.ana)


def test_a_note_names_its_clause(offices):
    done = perform(acts.WriteNote("", "About nothing."), by=offices.ana)
    assert [(d.requirement, d.missing) for d in done.decision.determining] == [("note_cites_clause", ("clause",))]
    assert not InterpretationNote.objects.exists()


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (acts.WriteNote("IX.Z.9", "No such clause."), "clause"),
        (acts.WriteNote("II.B", " "), "en"),
        (acts.WriteNote("II.B", "", "Solo en español."), "en"),
        (acts.WriteNote("II.B", "x" * 2001), "en"),
        (acts.WriteNote("II.B", "fine", "hidden\u202e"), "es"),
    ],
)
def test_a_note_that_makes_no_sense_leaves_no_row(offices, act, field):
    before = size()
    with pytest.raises(Malformed) as refused:
        perform(act, by=offices.ana)
    assert list(refused.value.faults) == [field]
    assert size() == before


def test_a_note_does_not_move_to_another_clause(offices):
    first = stage.do(acts.WriteNote("II.B", "Parole offices too."), offices.ana)
    with pytest.raises(Malformed) as refused:
        perform(acts.WriteNote("II.C", "Elsewhere.", replaces=first.subject_id), by=offices.ana)
    assert list(refused.value.faults) == ["clause"]


def test_only_those_who_may_write_notes_do(cast, offices):
    for by in (stage.employee(cast.lee), offices.dov):
        with pytest.raises(NotYours):
            perform(acts.WriteNote("II.B", "Mine."), by=by)
    assert [r.content.get("wrong") for r in rows()][-2:] == ["person", "person"]
