"""Pages of the Citizens' Assembly."""
