"""Reviews of applications, by random ids."""

from django.urls import path

from advocates.organisations.applications.review import views

urlpatterns = [
    path("", views.review_list, name="review_list"),
    path("<uuid:application>/", views.review, name="review"),
    path("<uuid:application>/take/", views.review_take, name="review_take"),
    path("<uuid:application>/interests/", views.review_interests, name="review_interests"),
    path("<uuid:application>/checklist/", views.review_checklist, name="review_checklist"),
    path("<uuid:application>/recommend/", views.review_recommend, name="review_recommend"),
    path("<uuid:application>/question/", views.review_question, name="review_question"),
    path("<uuid:application>/give-back/", views.review_give_back, name="review_give_back"),
    path("<uuid:application>/papers/<uuid:paper>/", views.review_paper, name="review_paper"),
]
