"""Pages of invitations: the office’s batches and letters, and the short address that is printed on them."""
