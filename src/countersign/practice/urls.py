"""The practice platform's addresses. Pages are open to anyone here; the interface asks for an account's token."""

from django.urls import path, re_path

from countersign.practice import api, pages, rules

app_name = "practice"

urlpatterns = [
    path("", pages.home, name="home"),
    path("media/<uuid:media_id>/", pages.media, name="media"),
    path("captions/<int:attachment>/", pages.captions, name="captions"),
    re_path(rf"^@(?P<handle>{rules.HANDLE})/$", pages.account, name="account"),
    re_path(rf"^@(?P<handle>{rules.HANDLE})/posts/(?P<post_id>[0-9]{{1,18}})/$", pages.post, name="post"),
    path("api/v1/me", api.me),
    path("api/v1/limits", api.limits),
    path("api/v1/media", api.media),
    path("api/v1/posts", api.posts),
    path("api/v1/posts/<str:post_id>", api.post),
    path("api/v1/posts/<str:post_id>/history", api.history),
    path("api/v1/posts/<str:post_id>/comments", api.post_comments),
    path("api/v1/comments", api.comments),
    path("api/v1/markers/<str:marker>", api.marker),
    path("api/v1/profile", api.profile),
]
