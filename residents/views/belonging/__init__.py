"""Pages on which residents say and show that they belong here."""
