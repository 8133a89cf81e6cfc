"""Help in person: venues and shifts, meeting somebody at a table, helping, and devices that are lent."""
