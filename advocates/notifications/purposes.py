"""The names of our mails: about one thing, and about all that is new."""

NEWS, DIGEST = "notices.news", "notices.digest"
# The kind of the links that end them.
STOP = "notices-stop"
