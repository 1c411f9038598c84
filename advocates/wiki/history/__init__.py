"""The history of a page: its revisions, what changed between two, bringing one back, saying that one is right."""
