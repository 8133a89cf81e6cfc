"""Messages out: one outbox, one worker that sends."""
