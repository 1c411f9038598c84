"""Writing to a group: a patient's message reaches a person, or the site says honestly that it cannot.

Others may call `reach` (can this group be written to, who is nearest) and nothing else.
"""
