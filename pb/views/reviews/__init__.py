"""Pages of review: the queue, one idea with everything known about it, each decision, and the author's answer."""
