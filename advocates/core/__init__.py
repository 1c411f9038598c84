"""The ground of the house: access, the viewer, the stream, jobs, mail, page cache, limits, retention, markup.

Everything above may call core; core imports nothing of the house. What a lower app needs from an upper one
is registered here in `AppConfig.ready()` (see `registry`).
"""
