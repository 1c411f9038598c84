"""Where somebody at sign-in says that the second factor is lost."""

from django.urls import path

from advocates.organisations.recovery import views

urlpatterns = [path("", views.factor_loss_ask, name="factor_loss_ask")]
