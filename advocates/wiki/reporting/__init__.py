"""Pages are reported to moderation as posts are: one revision of a page, with whoever wrote it."""
