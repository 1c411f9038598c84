"""Publishing: Wagtail behind `/manage/`, and the pages it publishes: home, about, privacy, free pages, funding.

Our own addresses come first in `urls.py`, Wagtail's catch-all last. An app that adds screens to the back office marks
their URL names with `core.access.register_audiences`; one with public addresses of its own gives them to
`core.sitemap.register`. Nothing below this app knows pages.
"""
