"""Across languages: members ask for a post in a language that they read, and other members write it.

Nothing is translated by a machine here and nothing claims to be. Providers, should the network ever choose some,
belong into an app of their own.
"""
