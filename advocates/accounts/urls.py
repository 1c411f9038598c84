"""Addresses under /account/. allauth's URL names are kept, since it builds its own redirects from them."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from advocates.accounts.views import confirming, entrance, leaving, own, set_up, shared_device
from advocates.accounts.views.entrance import form_view

RESET_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("", own.overview, name="account_overview"),
    path("login/", form_view(account.login, "sign-in"), name="account_login"),
    path("logout/", entrance.sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("languages/", own.languages, name="account_languages"),
    path("data/", leaving.data, name="account_data"),
    path("data/export/", leaving.data_export, name="account_data_export"),
    path("data/export/<uuid:export>/", leaving.data_file, name="account_data_file"),
    path("erase/", leaving.erase, name="account_erase"),
    path("sessions/", own.sessions, name="usersessions_list"),
    path("sessions/end-others/", own.sessions_end_others, name="account_sessions_end_others"),
    path("device/shared/", shared_device.device_shared, name="device_shared"),
    path("device/own/", shared_device.device_own, name="device_own"),
    path("step-up/", confirming.go_on, name="account_step_up"),
    path("staff/<uuid:proposal>/", confirming.staff_accept, name="staff_accept"),
    path("set-up/<str:token>/", set_up.set_up, name="account_set_up"),
    path("finish-set-up/", set_up.finish, name="account_finish_set_up"),
    path("email/", own.address, name="account_email"),
    path("email/forget/", own.address_forget, name="account_email_forget"),
    path("email/undo/<str:token>/", own.address_undo, name="account_undo"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", account.confirm_email, name="account_confirm_email"),
    path("reauthenticate/", form_view(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", form_view(account.password_change), name="account_change_password"),
    path("password/set/", form_view(account.password_set), name="account_set_password"),
    path("password/reset/", form_view(account.password_reset, "reset"), name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        RESET_KEY, form_view(account.password_reset_from_key, "reset"), name="account_reset_password_from_key"
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", own.second_factors, name="mfa_index"),
    path("2fa/needed/", own.second_factor_needed, name="second_factor_needed"),
    path("2fa/authenticate/", form_view(entrance.second_step, "sign-in"), name="mfa_authenticate"),
    path("2fa/reauthenticate/", form_view(factors.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", form_view(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", form_view(entrance.app_remove), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        form_view(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/webauthn/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", form_view(entrance.passkey_add), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        form_view(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/", form_view(entrance.passkey_remove), name="mfa_remove_webauthn"
    ),
    path("2fa/webauthn/keys/<int:pk>/edit/", form_view(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("2fa/webauthn/login/", form_view(webauthn.login_webauthn, "sign-in"), name="mfa_login_webauthn"),
]
