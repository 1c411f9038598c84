"""Django's backend for SQLite, which asks statements that are written once (`core/asking.py`) without detours."""
