"""The addresses of this room. Who may open each is said beside it."""

from django.urls import path

from countersign.people.web.opening import EMPLOYEE, holding, opens
from countersign.posts.pages import calendar, compose, library, posts, publishing, review

app_name = "posts"
WRITES = holding("post.write")
SIGNS = holding("post.sign")
LIBRARY = holding("post.write", "post.sign")
KEEPS = holding("consent.record", "rights.record")

urlpatterns = [
    path("write/", opens(compose.index, who=EMPLOYEE), name="mine"),
    path("write/new/", opens(compose.begin, who=WRITES), name="begin"),
    path("write/<int:pk>/", opens(compose.compose, who=EMPLOYEE), name="compose"),
    path("write/<int:pk>/check/", opens(compose.check, who=EMPLOYEE), name="check"),
    path("posts/", opens(posts.index, who=EMPLOYEE), name="index"),
    path("posts/posts.csv", opens(posts.as_file, who=EMPLOYEE), name="file"),
    path("posts/<int:pk>/", opens(posts.one, who=EMPLOYEE), name="post"),
    path("posts/<int:pk>/change/", opens(compose.change, who=EMPLOYEE), name="change"),
    path("posts/<int:pk>/schedule/", opens(posts.schedule, who=EMPLOYEE), name="schedule"),
    path("posts/<int:pk>/unschedule/", opens(posts.unschedule, who=EMPLOYEE), name="unschedule"),
    path("posts/<int:pk>/revisions/<int:number>/", opens(posts.revision, who=EMPLOYEE), name="revision"),
    path("placements/<int:pk>/take-down/", opens(posts.take_down, who=EMPLOYEE), name="take_down"),
    path("placements/<int:pk>/by-hand/", opens(publishing.task, who=EMPLOYEE), name="task"),
    path("placements/<int:pk>/settle/", opens(publishing.settle, who=EMPLOYEE), name="settle"),
    path("by-hand/", opens(publishing.tasks, who=EMPLOYEE), name="tasks"),
    path("review/", opens(review.queue, who=SIGNS), name="queue"),
    path("review/<int:pk>/", opens(review.one, who=EMPLOYEE), name="review"),
    path("review/<int:pk>/sign/", opens(review.sign, who=EMPLOYEE), name="sign"),
    path("review/<int:pk>/send-back/", opens(review.give_back, who=EMPLOYEE), name="send_back"),
    path("calendar/", opens(calendar.month, who=EMPLOYEE), name="calendar"),
    path("replies/", opens(calendar.replies, who=EMPLOYEE), name="replies"),
    path("replies/<int:pk>/answer/", opens(compose.answer, who=WRITES), name="answer"),
    path("library/", opens(library.index, who=LIBRARY), name="library"),
    path("library/add/", opens(library.add, who=WRITES), name="add_picture"),
    path("library/<int:pk>/", opens(library.media, who=LIBRARY), name="media"),
    path("library/<int:pk>/picture", opens(posts.picture, who=EMPLOYEE), name="picture"),
    path("consents/", opens(library.consents, who=KEEPS), name="consents"),
    path("consents/record/", opens(library.record_consent, who=KEEPS), name="record_consent"),
    path("consents/<int:pk>/", opens(library.consent, who=EMPLOYEE), name="consent"),
    path("rights/record/", opens(library.record_rights, who=KEEPS), name="record_rights"),
    path("rights/<int:pk>/", opens(library.rights, who=EMPLOYEE), name="rights"),
    path("pause/", opens(publishing.pause, who=EMPLOYEE), name="pause"),
]
