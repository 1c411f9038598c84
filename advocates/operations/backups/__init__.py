"""Backups: everything that an installation is, in one encrypted file; and putting one back.

Commands call `making.make` and `restoring.restore`; nothing else is for others.
"""
