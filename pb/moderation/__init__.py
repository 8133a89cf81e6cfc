"""Moderation: what may be seen by everybody. People decide, say why, and are never the last word on themselves."""
