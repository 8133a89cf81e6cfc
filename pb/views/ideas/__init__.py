"""Ideas as everybody sees them, and what their authors do with them."""
