"""The addresses of this room. Who may open each is said beside it."""

from django.urls import path

from countersign.findings.pages import contacts, explaining, models, second, watching
from countersign.people.web.opening import ANYONE, EMPLOYEE, holding, opens

app_name = "findings"
KEEPS = holding("watchlist.keep")
CHOOSES = holding("second_reader.choose")

urlpatterns = [
    path("", opens(explaining.how, who=ANYONE), name="how"),
    path("contacts/", opens(contacts.index, who=EMPLOYEE), name="contacts"),
    path("contacts/change/", opens(contacts.change, who=holding("contacts.keep")), name="change_contacts"),
    path("models/", opens(models.index, who=EMPLOYEE), name="models"),
    path("models/choose/", opens(models.choose, who=holding("model.choose")), name="choose_model"),
    path("second-reader/", opens(second.index, who=CHOOSES), name="second_reader"),
    path("second-reader/try/", opens(second.attempt, who=CHOOSES), name="try_second_reader"),
    path("watch-lists/", opens(watching.index, who=KEEPS), name="watch_lists"),
    path("watch-lists/start/", opens(watching.start, who=KEEPS), name="start_watch_list"),
    path("watch-lists/<int:pk>/", opens(watching.one, who=KEEPS), name="watch_list"),
    path("watch-lists/<int:pk>/read/", opens(watching.read, who=KEEPS), name="read_watch_list"),
    path("watch-lists/<int:pk>/change/", opens(watching.change, who=KEEPS), name="change_watch_list"),
    path("watch-lists/<int:pk>/end/", opens(watching.end, who=KEEPS), name="end_watch_list"),
]
