"""Proposals: a group writes how its entry should be, through the link in its mail; a person of the network decides."""
