"""Pages of the ballot box: a package a noun."""
