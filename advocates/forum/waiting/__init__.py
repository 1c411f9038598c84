"""What waits for a group, a translator, a reader of messages: a tab of the forum, and lines of the first page."""
