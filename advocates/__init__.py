"""Advocates: the platform of a worldwide network of patient organisations."""

__version__ = "0.1.0"
