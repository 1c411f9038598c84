"""Inviting: in the members' area under `/members/organisation/`, in the back office under `/manage/`."""

from django.urls import path

from advocates.organisations.invitations import views

urlpatterns = [
    path("<uuid:organisation>/invite/", views.invitation_new, name="invitation_new"),
    path("invitations/<uuid:invitation>/resend/", views.invitation_resend, name="invitation_resend"),
    path("invitations/<uuid:invitation>/revoke/", views.invitation_revoke, name="invitation_revoke"),
    path("invitations/<uuid:invitation>/agree/", views.invitation_agree, name="invitation_agree"),
]
office_urlpatterns = [
    path("invitations/<int:pk>/", views.office_invitations, name="office_invitations"),
    path(
        "invitations/<uuid:invitation>/resend/",
        views.office_invitation_resend,
        name="office_invitation_resend",
    ),
    path(
        "invitations/<uuid:invitation>/revoke/",
        views.office_invitation_revoke,
        name="office_invitation_revoke",
    ),
    path(
        "invitations/<uuid:invitation>/agree/", views.office_invitation_agree, name="office_invitation_agree"
    ),
]
