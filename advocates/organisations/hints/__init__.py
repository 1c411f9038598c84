"""Hints: anybody tells us what is wrong in an entry, or which group is missing.

The group is asked first, then the office decides.
"""
