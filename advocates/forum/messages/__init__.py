"""Messages: a conversation between named people, in a space that nobody else reads.

It is a topic without a category in a space of the kind `direct`, one topic to a space: posts, reading, drafts and mail
are the forum's own. Here is what the forum does not have: whom somebody may write to, who joins, who leaves.
"""
