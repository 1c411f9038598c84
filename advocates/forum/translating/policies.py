"""Who may ask for a post in another language, and who may write it."""

from advocates.core.languages import NETWORK_LANGUAGES
from advocates.core.viewer import Viewer
from advocates.forum.models import Post, Translation
from advocates.forum.translating.beside import languages_of
from advocates.spaces import policies as spaces


def stands(post: Post) -> bool:
    """Whether there is a text to be translated."""
    return post.hidden_at is None and not post.is_withdrawn and post.moved_to_id is None


def may_become(post: Post, lang: str) -> bool:
    """Whether there is such a language, and it is another one."""
    return lang in NETWORK_LANGUAGES and lang != post.lang


def can_wish(viewer: Viewer, post: Post) -> bool:
    """Whoever takes part in the space."""
    return stands(post) and spaces.can_take_part(viewer, post.topic.space)


def can_translate(viewer: Viewer, post: Post, lang: str) -> bool:
    """Whoever takes part and reads both languages, as they say of themselves."""
    reads = languages_of(viewer)
    return can_wish(viewer, post) and may_become(post, lang) and post.lang in reads and lang in reads


def can_change(viewer: Viewer, translation: Translation) -> bool:
    """Whoever wrote it."""
    return viewer.person is not None and translation.person_id == viewer.person.pk
