"""The pages on which officers plan an assembly: one matter a page."""
