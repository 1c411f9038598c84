"""From one page to the next: a look that follows must never catch the page that is being left."""

from playwright.sync_api import Locator


def follow(locator: Locator) -> None:
    """Click what leads to another page, and wait until that page is there."""
    with locator.page.expect_navigation():
        locator.click()
