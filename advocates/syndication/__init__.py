"""News of the site through people's own channels: feeds, and mails that somebody follows.

Other apps register feeds (`feeds.register`) and topics that can be followed by mail (`topics.register`); what they
say is public, and read anew each time it is written or sent.
"""
