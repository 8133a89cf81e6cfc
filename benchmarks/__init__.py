"""What the busiest pages cost, against the same pages written plainly in Django, in one run: `make bench`."""
