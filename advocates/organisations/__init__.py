"""The public directory of patient organisations: entries, finding, map, open data, import.

Others may call `directory` (the index of what is public), `facts` (computed figures) and `actions`.
"""
