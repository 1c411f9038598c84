"""The categories that topics stand in, and who changes them."""
