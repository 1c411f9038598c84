"""One's own organisation: who speaks for it. Addresses carry ids and no names."""

from django.urls import path

from advocates.organisations.colleagues.views import mandate_sign_out, region_people
from advocates.organisations.mandates import views
from advocates.organisations.recovery.views import factor_loss, factor_loss_stop

urlpatterns = [
    path("", views.own_organisation, name="own_organisation"),
    path("<uuid:organisation>/", views.organisation_people, name="organisation_people"),
    path("region/", region_people, name="region_people"),
    path("recovery/<uuid:loss>/", factor_loss, name="factor_loss"),
    path("recovery/<uuid:loss>/stop/", factor_loss_stop, name="factor_loss_stop"),
    path("mandates/<uuid:mandate>/sign-out/", mandate_sign_out, name="mandate_sign_out"),
    path("mandates/<uuid:mandate>/end/", views.mandate_end, name="mandate_end"),
    path("mandates/<uuid:mandate>/role/", views.mandate_role, name="mandate_role"),
    path("mandates/<uuid:mandate>/deputy/", views.mandate_deputy, name="mandate_deputy"),
    path("mandates/<uuid:mandate>/hand-over/", views.mandate_hand_over, name="mandate_hand_over"),
    path("hand-overs/<uuid:hand_over>/", views.hand_over, name="hand_over"),
]
