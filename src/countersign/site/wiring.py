"""Everything that runs upward in the house, in one list; `countersign check` prints it."""

from __future__ import annotations

from countersign.accounts import acts as accounts
from countersign.accounts import facts as account_facts
from countersign.accounts import giving_back
from countersign.accounts import health as account_health
from countersign.accounts import subjects as account_subjects
from countersign.desk import mail, refusals, reminders, troubles
from countersign.desk.followers import FOLLOWERS as DESK_FOLLOWERS
from countersign.directive import acts as directive
from countersign.directive import facts as directive_facts
from countersign.directive import subjects as directive_subjects
from countersign.findings import acts as findings
from countersign.findings import subjects as finding_subjects
from countersign.gate import acts as gate
from countersign.gate.wiring import Subject, Wiring
from countersign.people import acts as people
from countersign.people import capacities, facts, queries, subjects
from countersign.posts import acts as posts
from countersign.posts import facts as post_facts
from countersign.posts import subjects as post_subjects
from countersign.posts.followers import FOLLOWERS as POST_FOLLOWERS
from countersign.posts.history.jobs import JOBS as HISTORY_JOBS
from countersign.posts.labels import queries as labels
from countersign.posts.ocr.kept import JOBS as OCR_JOBS
from countersign.posts.rescreen.jobs import JOBS as RESCREEN_JOBS
from countersign.posts.rescreen.sources import SOURCES as POST_TEXTS
from countersign.posts.second.jobs import JOBS as SECOND_READER_JOBS
from countersign.posts.workflows import JOBS as POST_JOBS
from countersign.site.demo.acts import FillDemonstration

WIRING = Wiring(
    acts=(
        gate.AnswerQuestion,
        gate.WithdrawSignature,
        gate.SignPack,
        gate.AdoptPack,
        *people.ACTS,
        *directive.ACTS,
        *accounts.ACTS,
        *findings.ACTS,
        *posts.ACTS,
        FillDemonstration,
    ),
    subjects=(
        Subject("question", gate.question_scopes, gate.QUESTION_MOVES),
        Subject("signature", gate.signature_scopes, gate.SIGNATURE_MOVES),
        Subject("pack", gate.pack_scopes),
        *subjects.SUBJECTS,
        *directive_subjects.SUBJECTS,
        *account_subjects.SUBJECTS,
        *finding_subjects.SUBJECTS,
        *post_subjects.SUBJECTS,
    ),
    ports=(*facts.PORTS, *directive_facts.PORTS, *account_facts.PORTS, *post_facts.PORTS),
    followers=(*POST_FOLLOWERS, *DESK_FOLLOWERS),
    capacities=capacities.of,
    who_can=capacities.who_can,
    humans=queries.one_human,
    duties=frozenset({"after_action", "authorization_renewal", "page_check", "terms_reread"}),
    jobs=(
        *account_health.JOBS,
        *giving_back.JOBS,
        *POST_JOBS,
        *HISTORY_JOBS,
        *OCR_JOBS,
        *RESCREEN_JOBS,
        *SECOND_READER_JOBS,
        *refusals.JOBS,
        *reminders.JOBS,
        *troubles.JOBS,
        *mail.JOBS,
    ),
    texts=POST_TEXTS,
    judged=labels.judged,
)
