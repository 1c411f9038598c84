"""The words of others in one's own answer: whose they are and where they stand goes with them, by the post's id."""

from advocates.forum.mentions.typed import escaped
from advocates.forum.models import Post
from advocates.spaces.bylines import Protected, signature

MOST_LINES = 12


def quote(post: Post) -> str:
    """Markdown of a quotation: who, a link to the post, its first lines. What it quotes itself is left out."""
    lines = [line for line in post.source.splitlines() if not line.startswith(">")]
    kept = lines[:MOST_LINES] + (["…"] if len(lines) > MOST_LINES else [])
    return "\n".join(f"> {line}".rstrip() for line in [f"{source_of(post)}:", "", *kept]).strip() + "\n\n"


def source_of(post: Post) -> str:
    """Whose words: the name is put in anew whenever the text is drawn."""
    name = post.person.full_name if post.person is not None else post.written_as
    name = signature(name, "", "", "", Protected.of(post, post.topic.space.kind)).name
    return f"[{escaped(name) or '…'}](post:{post.public_id})"
