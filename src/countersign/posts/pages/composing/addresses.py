"""The addresses of the composer. Who may open each is said beside it."""

from __future__ import annotations

from django.urls import path

from countersign.people.web.opening import EMPLOYEE, holding, opens
from countersign.posts.pages import compose, files, library
from countersign.posts.pages.composing import colleagues, reuse, times

WRITES = holding("post.write")
PLANS = holding("post.write", "post.sign")

ADDRESSES = [
    path("write/", opens(compose.index, who=EMPLOYEE), name="mine"),
    path("write/new/", opens(compose.begin, who=WRITES), name="begin"),
    path("write/templates/", opens(reuse.templates, who=PLANS), name="templates"),
    path("write/templates/<int:pk>/begin/", opens(reuse.begin, who=WRITES), name="begin_with"),
    path("write/templates/<int:pk>/drop/", opens(reuse.drop, who=WRITES), name="drop_template"),
    path("write/times/", opens(times.index, who=PLANS), name="times"),
    path("write/<int:pk>/", opens(compose.compose, who=EMPLOYEE), name="compose"),
    path("write/<int:pk>/check/", opens(compose.check, who=EMPLOYEE), name="check"),
    path("write/<int:pk>/share/", opens(colleagues.share, who=EMPLOYEE), name="share"),
    path("write/<int:pk>/remark/", opens(colleagues.remark, who=EMPLOYEE), name="remark"),
    path("write/<int:pk>/both/", opens(colleagues.both, who=EMPLOYEE), name="both"),
    path("write/<int:pk>/duplicate/", opens(reuse.duplicate, who=WRITES), name="duplicate"),
    path("write/<int:pk>/template/", opens(reuse.keep, who=WRITES), name="keep_template"),
    path("library/<int:pk>/use/", opens(library.use, who=WRITES), name="use"),
    path("library/<int:pk>/captions.vtt", opens(files.captions, who=PLANS), name="captions"),
    path("library/<int:pk>/captions/<str:sha256>.vtt", opens(files.captions, who=PLANS), name="captions_as"),
    path("posts/<int:pk>/again/", opens(reuse.again, who=WRITES), name="again"),
]
