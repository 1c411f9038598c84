"""Addresses of reports, cases and the work on them."""

from django.urls import path

from advocates.moderation import case_views, report_views
from advocates.moderation.pausing import views as pauses

app_name = "moderation"
urlpatterns = [
    path("reports/", report_views.report_list, name="report_list"),
    path("reports/new/<slug:kind>/<slug:target>/", report_views.report_new, name="report_new"),
    path("cases/", report_views.own_cases, name="own_cases"),
    path("cases/<slug:case>/", report_views.own_case, name="own_case"),
    path("cases/<slug:case>/appeal/", report_views.case_appeal, name="case_appeal"),
    path("moderation/", case_views.queue, name="queue"),
    path("moderation/hide/<slug:kind>/<slug:target>/", case_views.hide, name="hide"),
    path("moderation/pauses/", pauses.pauses, name="pauses"),
    path("moderation/pauses/new/<uuid:person>/", pauses.pause_new, name="pause_new"),
    path("moderation/pauses/<uuid:pause>/", pauses.pause, name="pause"),
    path("moderation/<slug:case>/", case_views.case, name="case"),
    path("moderation/<slug:case>/files/<slug:file>/", case_views.case_file, name="case_file"),
    path("moderation/<slug:case>/take/", case_views.case_take, name="case_take"),
    path("moderation/<slug:case>/leave/", case_views.case_leave, name="case_leave"),
    path("moderation/<slug:case>/note/", case_views.case_note, name="case_note"),
    path("moderation/<slug:case>/decide/", case_views.case_decide, name="case_decide"),
    path("moderation/<slug:case>/restore/", case_views.case_restore, name="case_restore"),
]
