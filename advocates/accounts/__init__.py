"""People who can sign in: e-mail, one full name, languages, time zone, roles; signing in by django-allauth."""
