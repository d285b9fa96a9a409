"""Every figure that is claimed, measured. `make bench` runs all, `make bench-NAME` one; exit 1 where a bar does not hold."""
