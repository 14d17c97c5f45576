"""The addresses of templates and of what fills them."""

from django.urls import path

from countersign.people.web.opening import EMPLOYEE, holding, opens
from countersign.posts.pages.blanket import filling, templates
from countersign.rules.acts import ACTS

WRITES = holding(ACTS["submit_blanket"].power)

ADDRESSES = (
    path("break-glass/", opens(templates.index, who=EMPLOYEE), name="break_glass"),
    path("break-glass/new/", opens(templates.write, who=WRITES), name="write_blanket"),
    path("break-glass/<int:pk>/", opens(templates.one, who=EMPLOYEE), name="blanket"),
    path("break-glass/<int:pk>/change/", opens(templates.change, who=WRITES), name="change_blanket"),
    path("break-glass/<int:pk>/sign/", opens(templates.sign, who=EMPLOYEE), name="sign_blanket"),
    path("break-glass/<int:pk>/end/", opens(templates.end, who=EMPLOYEE), name="end_blanket"),
    path("break-glass/<int:pk>/fill/", opens(filling.fill, who=EMPLOYEE), name="fill_blanket"),
    path("break-glass/<int:pk>/fill/check/", opens(filling.check, who=EMPLOYEE), name="check_filling"),
    path("break-glass/posts/<int:pk>/", opens(filling.one, who=EMPLOYEE), name="filling"),
    path("break-glass/posts/<int:pk>/confirm/", opens(filling.confirm, who=EMPLOYEE), name="confirm_filling"),
    path("break-glass/posts/<int:pk>/discard/", opens(filling.discard, who=EMPLOYEE), name="discard_filling"),
    path("break-glass/posts/<int:pk>/note/", opens(filling.note, who=EMPLOYEE), name="after_action"),
    path("break-glass/posts/<int:pk>/report.pdf", opens(filling.report_file, who=EMPLOYEE), name="filling_report"),
)
