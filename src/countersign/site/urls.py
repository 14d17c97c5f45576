"""Every address of the house. Who may open it is said beside it."""

from django.urls import URLPattern, URLResolver, include, path

from countersign.desk import clauses, logbook, mail, notices, palette, questions, shortcuts
from countersign.desk import pages as desk
from countersign.people.web.opening import ANYONE, EMPLOYEE, holding, opens
from countersign.site import agency, pages

handler404 = "countersign.site.pages.not_found"
handler500 = "countersign.site.pages.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", opens(desk.home, who=ANYONE), name="home"),
    path("questions/<int:pk>/", opens(questions.one, who=EMPLOYEE), name="question"),
    path("notices/", opens(notices.index, who=EMPLOYEE), name="notices"),
    path("notices/<int:pk>/", opens(notices.follow, who=EMPLOYEE), name="notice"),
    path("notices/read/", opens(notices.mark_read, who=EMPLOYEE), name="notices_read"),
    path("find/", opens(palette.find, who=EMPLOYEE), name="find"),
    path("find/results/", opens(palette.results, who=EMPLOYEE), name="find_results"),
    path("keys/", opens(shortcuts.page, who=EMPLOYEE), name="keys"),
    path("outbox/", opens(mail.outbox, who=mail.LOOKS), name="outbox"),
    path("setup/", opens(pages.setup, who=holding("agency.change", "roster.keep")), name="setup"),
    path("clauses/", opens(clauses.index, who=EMPLOYEE), name="clause_status"),
    path("clauses/<str:clause>/evidence/", opens(clauses.evidence, who=holding("ledger.read")), name="clause_evidence"),
    path("log/", opens(logbook.index, who=ANYONE), name="log"),
    path("log/rows/<int:seq>/", opens(logbook.one, who=EMPLOYEE), name="row"),
    path("log/rows/<int:seq>/proof.json", opens(logbook.proof, who=EMPLOYEE), name="row_proof"),
    path("log/<path:path>", opens(logbook.published, who=ANYONE), name="log_file"),
    path("capacity/", opens(pages.choose_capacity, who=EMPLOYEE), name="choose_capacity"),
    path("agency/", opens(agency.change, who=holding("agency.change")), name="agency"),
    path("agency/logo", opens(pages.agency_logo, who=ANYONE), name="agency_logo"),
    path("cast/", opens(pages.cast, who=ANYONE), name="cast"),
    path("sign-in/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("directive/", include("countersign.directive.urls")),
    path("", include("countersign.accounts.urls")),
    path("screening/", include("countersign.findings.urls")),
    path("", include("countersign.posts.urls")),
    path("people/", include("countersign.people.urls")),
    path("practice/", include("countersign.practice.urls")),
]
