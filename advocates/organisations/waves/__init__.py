"""Waves: many groups are asked at once whether their entries are right, the silent ones once more; and the board."""
