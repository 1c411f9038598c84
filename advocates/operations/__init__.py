"""Running an installation: the first start, the server, the worker, what the system checks refuse.

Others may call nothing here; people call `advocates serve` and `advocates worker`.
"""
