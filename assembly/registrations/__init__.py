"""Registering for an assembly: one question after the other, in the pool, and out of it again."""
