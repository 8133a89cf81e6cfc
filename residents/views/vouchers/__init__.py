"""Pages about vouchers: the office's organisations and batches, and the page where somebody uses a card."""
