"""How people belong here, and how they show it: claims, proofs, the keys by which marks are compared."""
