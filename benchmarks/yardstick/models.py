"""The tables of the site that the measured pages read, and a ballot of Django's own."""

from django.conf import settings
from django.db import models


class Cycle(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    question = models.CharField(max_length=300)
    about_html = models.TextField()
    ranks = models.IntegerField(default=5)
    ideas_open_at = models.DateTimeField(null=True)
    ideas_close_at = models.DateTimeField(null=True)
    voting_opens_at = models.DateTimeField(null=True)
    voting_closes_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "cycle"


class Pot(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="pots")
    neighbourhood = models.IntegerField(db_column="neighbourhood_id")
    name = models.CharField(max_length=80)
    amount_pence = models.BigIntegerField()
    position = models.IntegerField()

    class Meta:
        managed = False
        db_table = "pot"
        ordering = ["position"]


class Theme(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="themes")
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    position = models.IntegerField()

    class Meta:
        managed = False
        db_table = "theme"
        ordering = ["position"]


class Band(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="bands")
    name = models.CharField(max_length=40)
    least_pence = models.BigIntegerField()
    most_pence = models.BigIntegerField()
    position = models.IntegerField()

    class Meta:
        managed = False
        db_table = "band"
        ordering = ["position"]


class Photo(models.Model):
    name = models.CharField(max_length=40)
    alt = models.CharField(max_length=200)
    width = models.IntegerField()
    height = models.IntegerField()

    class Meta:
        managed = False
        db_table = "photo"


class Idea(models.Model):
    LISTED = ["published", "costing", "changes_wanted", "on_ballot", "not_feasible"]
    STATES = [
        ("published", "Open for support"),
        ("costing", "Cost being worked out"),
        ("changes_wanted", "Question to the author"),
        ("on_ballot", "On the ballot"),
        ("not_feasible", "Not possible this time"),
    ]

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="ideas")
    pot = models.ForeignKey(Pot, models.PROTECT, null=True)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True)
    author_name = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    body = models.TextField()
    body_html = models.TextField()
    place = models.CharField(max_length=120)
    estimate_pence = models.BigIntegerField(null=True)
    cost_pence = models.BigIntegerField(null=True)
    state = models.CharField(max_length=20, choices=STATES)
    reason = models.TextField()
    supports = models.IntegerField()
    comments_count = models.IntegerField()
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "idea"
        ordering = ["-published_at", "-id"]


class Comment(models.Model):
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="comments")
    author_name = models.CharField(max_length=60)
    body_html = models.TextField()
    official = models.BooleanField()
    state = models.CharField(max_length=10)
    made_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "comment"
        ordering = ["id"]


class Project(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="projects")
    pot = models.ForeignKey(Pot, models.PROTECT, related_name="projects")
    title = models.CharField(max_length=200)
    cost_pence = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "project"


class Claim(models.Model):
    """Where somebody belongs. Accounts and Django's users have the same numbers."""

    account = models.IntegerField(db_column="account_id", unique=True)
    neighbourhood = models.IntegerField(db_column="neighbourhood_id")
    evidence = models.CharField(max_length=2)

    class Meta:
        managed = False
        db_table = "claim"


class Ballot(models.Model):
    """One a person and cycle."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, db_constraint=False)
    pot = models.ForeignKey(Pot, models.PROTECT, db_constraint=False)
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    choices = models.JSONField()
    receipt = models.CharField(max_length=32)

    class Meta:
        db_table = "yardstick_ballot"
        constraints = [models.UniqueConstraint(fields=["cycle", "voter"], name="uq_yardstick_ballot")]
