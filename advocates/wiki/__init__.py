"""The wiki: pages that members write together in a space, with every revision kept.

Other apps may read `models` through `visible_to`, and call what stands in `actions`. `matching`, `merge` and
`difference` know nothing but text.
"""
