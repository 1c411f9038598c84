"""Asking somebody to speak for an organisation: by mail or by a link that is passed on, accepted with an account."""
