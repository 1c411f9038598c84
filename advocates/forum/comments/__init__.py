"""Comments: a conversation in public about something that is published, one for all its languages.

Whoever publishes something registers a host (`hosts.register`) and, so that the topic follows it, a host of talks with
the same kind. Comments stand at an address of their own, `<section>/<slug>/comments/`, which no cache keeps.
"""
