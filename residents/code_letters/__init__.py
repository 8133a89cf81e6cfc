"""Letters with a one-time code: asked for, printed, posted, come back, typed in."""
