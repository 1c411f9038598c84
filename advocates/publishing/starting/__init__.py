"""Where to start, on the home page: for whoever was just told, cares for somebody, or leads a group."""
