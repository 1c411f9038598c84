"""What counts as late, and how it is called in the history of a page."""

from datetime import timedelta

# A look takes place once a minute; whoever comes later than this was stopped.
LATE = timedelta(minutes=10)
PUBLISHED_LATE = "publishing.late"
