"""Pages of categories and quotas."""
