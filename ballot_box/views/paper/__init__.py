"""Pages of voting on paper: batches, slips, keying, rulings, audit, signatures, and what is printed."""
