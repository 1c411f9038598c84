"""Files in a space: on `core.uploads`, and served through the rule of what they belong to on every request.

Other apps attach files to their things: they register a kind (`uses.register`) with the question which of its things
a viewer may open, take files with a form (`composing`), and call `actions.attach` in the deed that makes the thing.
Until then a file is its uploader's alone, and for a day.
"""
