"""The addresses of this room. Who may open each is said beside it."""

from django.urls import path

from countersign.people.web.opening import ANYONE, EMPLOYEE, holding, opens
from countersign.posts.pages import (
    compose,
    library,
    listing,
    post,
    publishing,
    queue,
    replies,
    review,
    second,
    steps,
    together,
)
from countersign.posts.pages import files as shown_files
from countersign.posts.pages.blanket.addresses import ADDRESSES as BREAK_GLASS
from countersign.posts.pages.calendar import feed, files, moving, saved, showing
from countersign.posts.pages.composing.addresses import ADDRESSES
from countersign.posts.pages.history import ADDRESSES as HISTORY
from countersign.posts.pages.labels import ADDRESSES as LABELS
from countersign.posts.pages.rescreen import ADDRESSES as RESCREEN

app_name = "posts"
WRITES = holding("post.write")
SIGNS = holding("post.sign")
ASKS = holding("second_reader.ask", "post.sign", "ledger.read")
LIBRARY = holding("post.write", "post.sign")
KEEPS = holding("consent.record", "rights.record")

urlpatterns = [
    *ADDRESSES,
    *BREAK_GLASS,
    *HISTORY,
    *LABELS,
    *RESCREEN,
    path("posts/", opens(listing.index, who=EMPLOYEE), name="index"),
    path("posts/posts.csv", opens(listing.as_file, who=EMPLOYEE), name="file"),
    path("posts/<int:pk>/", opens(post.one, who=EMPLOYEE), name="post"),
    path("posts/<int:pk>/change/", opens(compose.change, who=EMPLOYEE), name="change"),
    path("posts/<int:pk>/schedule/", opens(steps.schedule, who=EMPLOYEE), name="schedule"),
    path("posts/<int:pk>/unschedule/", opens(steps.unschedule, who=EMPLOYEE), name="unschedule"),
    path("posts/<int:pk>/revisions/<int:number>/", opens(post.revision, who=EMPLOYEE), name="revision"),
    path("placements/<int:pk>/take-down/", opens(steps.take_down, who=EMPLOYEE), name="take_down"),
    path("placements/<int:pk>/by-hand/", opens(publishing.task, who=EMPLOYEE), name="task"),
    path("placements/<int:pk>/settle/", opens(publishing.settle, who=EMPLOYEE), name="settle"),
    path("by-hand/", opens(publishing.tasks, who=EMPLOYEE), name="tasks"),
    path("review/", opens(review.queue, who=SIGNS), name="queue"),
    path("review/together/", opens(together.together, who=SIGNS), name="together"),
    path("review/<int:pk>/", opens(review.one, who=EMPLOYEE), name="review"),
    path("review/<int:pk>/sign/", opens(review.sign, who=EMPLOYEE), name="sign"),
    path("review/<int:pk>/send-back/", opens(review.give_back, who=EMPLOYEE), name="send_back"),
    path("review/<int:pk>/second-reader/", opens(second.about, who=ASKS), name="second_reader"),
    path("posts/<int:pk>/move/", opens(moving.move, who=EMPLOYEE), name="move"),
    path("calendar/", opens(showing.show, who=EMPLOYEE), name="calendar"),
    path("calendar/calendar.csv", opens(files.as_csv, who=EMPLOYEE), name="calendar_csv"),
    path("calendar/calendar.json", opens(files.as_json, who=EMPLOYEE), name="calendar_json"),
    path("calendar/calendar.ics", opens(files.as_ics, who=EMPLOYEE), name="calendar_ics"),
    path("calendar/views/", opens(saved.save, who=EMPLOYEE), name="save_view"),
    path("calendar/views/<int:pk>/remove/", opens(saved.remove, who=EMPLOYEE), name="remove_view"),
    path("calendar/feed/", opens(feed.settings, who=EMPLOYEE), name="feed_settings"),
    # Calendar programs cannot sign in: the secret in the address says whose sight it is.
    path("calendar/feed/<str:token>.ics", opens(feed.feed, who=ANYONE), name="feed"),
    path("replies/", opens(replies.replies, who=EMPLOYEE), name="replies"),
    path("replies/<int:pk>/answer/", opens(compose.answer, who=WRITES), name="answer"),
    path("library/", opens(library.index, who=LIBRARY), name="library"),
    path("library/add/", opens(library.add, who=WRITES), name="add_picture"),
    path("library/<int:pk>/", opens(library.media, who=LIBRARY), name="media"),
    path("library/<int:pk>/picture", opens(shown_files.picture, who=EMPLOYEE), name="picture"),
    path("library/<int:pk>/as/<str:sha256>", opens(shown_files.fitted, who=EMPLOYEE), name="fitted"),
    path("consents/", opens(library.consents, who=KEEPS), name="consents"),
    path("consents/record/", opens(library.record_consent, who=KEEPS), name="record_consent"),
    path("consents/<int:pk>/", opens(library.consent, who=EMPLOYEE), name="consent"),
    path("rights/record/", opens(library.record_rights, who=KEEPS), name="record_rights"),
    path("rights/<int:pk>/", opens(library.rights, who=EMPLOYEE), name="rights"),
    path("publishing/", opens(queue.index, who=holding(*queue.KEEPS)), name="publishing_queue"),
    path("publishing/<int:pk>/retry/", opens(queue.retry, who=holding(*queue.KEEPS)), name="retry"),
    path("pause/", opens(publishing.pause, who=EMPLOYEE), name="pause"),
]
