"""What is said of an article elsewhere."""

from django.db import models

from advocates.syndication.posting.models import Network


class ShareText(models.Model):
    """An editor's own text for one network, of one page in its language; without one the page's words serve."""

    article = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="share_texts")
    network = models.CharField(max_length=10, choices=Network)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "network"], name="share_text_once")]

    def __str__(self):
        return f"{self.article_id} {self.network}"
