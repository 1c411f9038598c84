"""Django's backend for PostgreSQL, which finds out more cheaply whether a kept connection still stands."""
