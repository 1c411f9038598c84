"""Public addresses of knowledge besides its pages."""

from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.organisations.card_views import answer_card
from advocates.publishing.knowledge.sharing import card_of
from advocates.publishing.readers.views import article_at


@audience(Audience.PUBLIC)
@require_safe
def knowledge_card(request, topic, slug):
    """The picture of an article that everybody may read, in its language."""
    article = article_at(f"knowledge/{topic}/{slug}/")
    return answer_card(
        request, f"knowledge-{article.translation_key.hex}.{article.language}", card_of(article)
    )
