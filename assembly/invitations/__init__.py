"""Invitations: letters to addresses drawn by lot, letters to drawn postcodes, golden tickets, and their codes."""
