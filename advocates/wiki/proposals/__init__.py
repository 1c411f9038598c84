"""Revisions of pages are proposed to be read by everybody, and reviewed by another organisation."""
