"""The one conversation engine: topics and posts, in whatever space they stand.

Forum, comments, talk about pages, rooms and messages are the same thing in different spaces. Others call `actions`
(start a topic, answer), read through `Topic.objects.visible_to(viewer)`, and never touch a row.
"""
