"""What `make run`, `make test`, `make check` and `make bench` do; the standard library alone."""
