"""One roll, secret ballots, receipts and the close. Knows nothing of budgets or assemblies."""
