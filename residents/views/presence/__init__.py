"""Pages of help in person."""
