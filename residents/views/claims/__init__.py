"""Pages on which officers look after claims, and the page on which somebody appeals."""
