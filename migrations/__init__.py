"""One linear history for the whole database."""
