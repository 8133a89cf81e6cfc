"""Participatory budgeting: cycles, ideas, reviews, projects, ballots, tallies."""
