"""Measures the site beside the machine's own ceiling, in one run, and fails where a target is missed.

`make bench`, or `python -m benchmarks`; the README says what is measured and why.
"""
