"""The busiest pages written plainly in Django: what `make bench` compares ours with. Never installed with the site.

Same database file, same markup, stock middlewares; and wherever two ways are usual, the cheaper one for Django.
"""
