"""What we write to people about ideas, votes and results: functions that return (subject, body), one file a sender."""
