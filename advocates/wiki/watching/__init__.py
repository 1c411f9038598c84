"""Watching a page or a branch: who is told of a change, what that reads like, and how somebody changes it."""
