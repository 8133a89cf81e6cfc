"""Who people are and whether they belong here."""
