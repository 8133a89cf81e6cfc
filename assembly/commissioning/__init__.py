"""From an idea for an assembly to its commission: what is planned, promised and decided."""
