"""What people pass on of an article: its title and summary with the address, and a picture beside it."""

from django.utils.translation import override

from advocates.core.languages import direction
from advocates.core.profile import profile
from advocates.organisations import cards, sharing
from advocates.organisations.cards import Card
from advocates.publishing.addresses import address_of


def share_of(article):
    """In the article's language; None of what is not everybody's: a draft, or what is for members alone."""
    if not article.live or article.is_for_members:
        return None
    with override(article.language):
        address = address_of(article)
        picture = f"{address}card.png?v={cards.version(card_of(article))}"
        return sharing.of(article.title, [article.summary] if article.summary else [], address, picture)


def card_of(article):
    """What stands on its picture."""
    with override(article.language):
        return Card(
            network=profile().name,
            title=article.title,
            subtitle="",
            detail=str(article.get_level_display()),
            plain_detail="",
            seeds=(article.translation_key.hex,),
            is_right_to_left=direction(article.language) == "rtl",
        )
