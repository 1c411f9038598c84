"""All addresses: ours first, Wagtail's catch-all last. Only public pages have a language in their address."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from advocates.core import hook_views, views

urlpatterns = [
    # What is asked for most stands first: addresses are compared one after the other.
    path("members/forum/", include("advocates.forum.urls")),
    path("members/wiki/", include("advocates.wiki.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path(".well-known/change-password", views.change_password, name="change_password"),
    # Mailgun hands over the message as it is where the address holds the word "mime".
    path("hooks/mail/mime/", hook_views.mail_hook_in, name="mail_hook_in"),
    path("hooks/mail/events/", hook_views.mail_hook_events, name="mail_hook_events"),
    path("link/<str:token>/", views.link, name="link"),
    path("account/2fa/lost/", include("advocates.organisations.recovery.urls")),
    path("", include("advocates.notifications.inbound.urls")),
    path("account/", include("advocates.accounts.urls")),
    path("members/", include("advocates.dashboard.urls")),
    path("members/organisation/", include("advocates.organisations.mandates.urls")),
    path("members/organisation/", include("advocates.organisations.invitations.urls")),
    path("members/", include("advocates.organisations.founding.urls")),
    path("members/", include("advocates.organisations.people.urls")),
    path("members/drafts/", include("advocates.spaces.drafts.urls")),
    path("members/files/", include("advocates.files.urls")),
    path("members/spaces/", include("advocates.spaces.urls")),
    path("members/search/", include("advocates.search.members.urls")),
    path("members/forum/", include("advocates.forum.translating.urls")),
    path("members/forum/", include("advocates.forum.waiting.urls")),
    path("members/messages/", include("advocates.forum.messages.urls")),
    path("members/knowledge/", include("advocates.publishing.members.urls")),
    path("members/", include("advocates.organisations.own.urls")),
    path("members/", include("advocates.moderation.urls")),
    path("members/following/", include("advocates.forum.following.urls")),
    path("members/", include("advocates.notifications.urls")),
    path("account/", include("advocates.notifications.account_urls")),
    path("members/reviews/", include("advocates.organisations.applications.review.urls")),
    path("join/", include("advocates.organisations.applications.urls")),
    path("manage/moderation/", include("advocates.moderation.office_urls")),
    path("manage/drafts/", include("advocates.publishing.checking.urls")),
    path("manage/newsletter/", include("advocates.publishing.newsletter.urls")),
    path("manage/channels/", include("advocates.syndication.posting.urls")),
    path("manage/sharing/", include("advocates.publishing.sharing.urls")),
    path("manage/sources/", include("advocates.publishing.taking_in.urls")),
    path("manage/waiting/", include("advocates.publishing.waiting.urls")),
    path("manage/translations/", include("advocates.publishing.languages.urls")),
    path("manage/scheduled/", include("advocates.publishing.scheduling.urls")),
    path("manage/proposed/", include("advocates.publishing.proposed.urls")),
    path("manage/", include("advocates.publishing.manage_urls")),
    path("", include("advocates.organisations.open_data_urls")),
    path("", include("advocates.syndication.urls")),
    path("", include("advocates.publishing.events.feed_urls")),
    path("", include("advocates.publishing.file_urls")),
    path("", include("advocates.forum.comments.content_urls")),
    path("", include("advocates.publishing.content_urls")),
    *i18n_patterns(
        path("", include("advocates.organisations.urls")),
        path("", include("advocates.search.urls")),
        path("", include("advocates.forum.comments.urls")),
        path("", include("advocates.publishing.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "advocates.core.views.bad_request"
handler404 = "advocates.core.views.not_found"
handler500 = "advocates.core.views.server_error"
