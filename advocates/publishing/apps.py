from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublishingConfig(AppConfig):
    name = "advocates.publishing"

    def ready(self):
        from advocates.accounts import roles  # noqa: PLC0415 - models are ready only now
        from advocates.publishing import (  # noqa: PLC0415 - as above
            audiences,
            choosers,
            conversations,
            deeds,
            keeping,
            links,
            receivers,
            rights,
            sections,
            signing,
            sites,
        )
        from advocates.publishing.checking import registrations as checking  # noqa: PLC0415 - as above
        from advocates.publishing.events import feed as events  # noqa: PLC0415 - as above
        from advocates.publishing.news import feed, following  # noqa: PLC0415 - as above
        from advocates.publishing.newsletter import keeping as newsletters  # noqa: PLC0415 - as above
        from advocates.publishing.offering import personal as offered  # noqa: PLC0415 - as above
        from advocates.publishing.scheduling import jobs as _jobs  # noqa: F401, PLC0415 - the worker must know its jobs
        from advocates.publishing.sharing import texts  # noqa: PLC0415 - as above
        from advocates.publishing.taking_in import keeping as taken_in  # noqa: PLC0415 - as above
        from advocates.syndication import feeds, registrations  # noqa: PLC0415 - as above

        for each in (
            audiences, conversations, deeds, keeping, links, newsletters, checking, taken_in, texts, sections,
            signing, offered,
        ):  # fmt: skip
            each.register_all()
        choosers.replace_all()
        feeds.register(feed.FEED, feed.feed)
        feeds.register(events.FEED, events.feed)
        registrations.register_topic(following.topic())
        receivers.connect()
        roles.on_change(rights.match_groups)
        post_migrate.connect(sites.match_settings, sender=self)
