"""Pages about the panel: in the office, for its members, and for everybody."""
