"""The libraries of spaces: files under titles, in versions, each open to whoever reads the space.

Other apps use them by four doors: `listing.choosable` offers files to put into a text, `links.ids_in` finds those that
a text speaks of, `actions.note_uses` keeps which thing speaks of which file, and `uses.register_speaker` says how such
a thing is called and where it is.
"""
