"""Registering for an assembly: one question a page; coming back to it; and the pool in the office."""
