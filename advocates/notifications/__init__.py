"""Notices: who is told what, on the site and by mail, at once or gathered; and mail that answers them.

Apps above register kinds of notices and reply handlers; nothing here knows what a topic is.
"""
