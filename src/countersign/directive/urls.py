"""The addresses of this room. Who may open each is said beside it."""

from django.urls import path

from countersign.directive.pages import clauses, imports, notes, public, signing
from countersign.directive.queries import WORKS
from countersign.people.web.opening import ANYONE, holding, opens
from countersign.rules.acts import ACTS

IMPORTS = holding(ACTS["import_directive"].power)
WRITES = holding(ACTS["write_note"].power)
ON_VERSIONS = holding(*sorted(WORKS))

urlpatterns = [
    path("", opens(public.current, who=ANYONE), name="directive"),
    path("clauses/<str:clause_id>/", opens(clauses.clause, who=ANYONE), name="clause"),
    path("clauses/<str:clause_id>/note/", opens(notes.write, who=WRITES), name="write_note"),
    path("versions/", opens(public.versions, who=ANYONE), name="directive_versions"),
    path("versions/<int:pk>/", opens(public.version, who=ANYONE), name="directive_version"),
    path("versions/<int:pk>/changes/", opens(public.changes, who=ANYONE), name="directive_changes"),
    path("versions/<int:pk>/original/", opens(public.original, who=ANYONE), name="directive_original"),
    path("versions/<int:pk>/check/", opens(public.check, who=ANYONE), name="directive_check"),
    path("versions/<int:pk>/form.json", opens(public.form, who=ANYONE), name="directive_form"),
    path("versions/<int:pk>/sign/", opens(signing.sign, who=ON_VERSIONS), name="sign_directive"),
    path("versions/<int:pk>/adopt/", opens(signing.adopt, who=ON_VERSIONS), name="adopt_directive"),
    path("import/", opens(imports.upload, who=IMPORTS), name="import_directive"),
    path("import/<int:pk>/", opens(imports.draft, who=IMPORTS), name="import_draft"),
    path("import/<int:pk>/discard/", opens(imports.discard, who=IMPORTS), name="discard_draft"),
]
