"""Django's backend for PostgreSQL, with two things that members' pages need.

It finds out more cheaply whether a kept connection still stands, and lets the server keep the plans of statements that
are written once (`core/asking.py`).
"""
