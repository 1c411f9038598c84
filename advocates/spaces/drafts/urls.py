"""One's own drafts."""

from django.urls import path

from advocates.spaces.drafts import views

app_name = "drafts"
urlpatterns = [
    path("", views.drafts, name="drafts"),
    path("save/", views.draft_save, name="draft_save"),
    path("<slug:draft>/discard/", views.draft_discard, name="draft_discard"),
    path("<slug:draft>/restore/", views.draft_restore, name="draft_restore"),
]
