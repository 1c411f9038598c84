"""Spaces: who may read something private, and who may take part. The one access rule of everything members write.

Everything private belongs to exactly one space. Other apps key their rows to `Space`, filter by `viewer.spaces` (their
`visible_to`), ask `policies.can_take_part`, and store under which mandate something was written (`bylines.Byline`).
"""
