"""The vote, a page at a time: postcode, ballot, check, code, receipt. Choices travel with the form, never stored."""
