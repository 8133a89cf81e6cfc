"""Pages of moderation: the queue, one idea or comment of it, appeals."""
