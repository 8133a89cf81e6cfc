"""The list of ideas, the page of one, and casting a ballot."""

import secrets

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from benchmarks.yardstick.models import Ballot, Claim, Cycle, Idea

PAGE = 24
COMMENTS = 30
STANDINGS = [
    ("", "All that go on"),
    ("checking", "Being looked at"),
    ("ballot", "On the ballot"),
    ("not-possible", "Not possible this time"),
    ("joined", "Joined with another idea"),
    ("withdrawn", "Withdrawn"),
]
ORDERS = [("", "Newest first"), ("supported", "Most supported first")]


class FilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=200)
    neighbourhood = forms.IntegerField(required=False)
    theme = forms.SlugField(required=False)
    band = forms.IntegerField(required=False)
    standing = forms.SlugField(required=False)
    order = forms.ChoiceField(required=False, choices=ORDERS)


def current_cycle() -> Cycle:
    cycle: Cycle = Cycle.objects.filter(published_at__lte=timezone.now()).order_by("-published_at").first()
    return cycle


@require_safe
def idea_list(request: HttpRequest) -> HttpResponse:
    cycle = current_cycle()
    form = FilterForm(request.GET)
    ideas = cycle.ideas.filter(state__in=Idea.LISTED).select_related("pot", "theme", "photo")
    if form.is_valid():
        ideas = narrowed(ideas, form.cleaned_data)
    # One more than is shown tells whether there is a next page, without counting them all.
    found = list(ideas[: PAGE + 1])
    context = {
        "section": "ideas",
        "cycle": cycle,
        "ideas": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "asked": form.cleaned_data,
        "pots": cycle.pots.all(),
        "themes": cycle.themes.all(),
        "bands": cycle.bands.all(),
        "standings": STANDINGS,
        "orders": ORDERS,
        "can_submit": cycle.ideas_open_at <= timezone.now() < cycle.ideas_close_at,
    }
    return render(request, "ideas/list.html", context)


def narrowed(ideas, asked):
    if asked["q"]:
        ideas = ideas.filter(body__icontains=asked["q"])
    if asked["neighbourhood"]:
        ideas = ideas.filter(pot=asked["neighbourhood"])
    if asked["theme"]:
        ideas = ideas.filter(theme__slug=asked["theme"])
    if asked["order"]:
        ideas = ideas.order_by("-supports", "-id")
    return ideas


class CommentForm(forms.Form):
    body = forms.CharField(label="What do you think of it?", max_length=2_000, widget=forms.Textarea)


@require_safe
def idea_page(request: HttpRequest, pk: int) -> HttpResponse:
    idea = get_object_or_404(
        Idea.objects.select_related("cycle", "pot", "theme", "photo"), pk=pk, state__in=Idea.LISTED
    )
    comments = idea.comments.filter(state="visible").order_by("-id")[:COMMENTS]
    context = {"section": "ideas", "idea": idea, "comments": comments, "form": CommentForm(), "now": timezone.now()}
    context["steps"] = [
        {"name": "Sent in", "when": idea.published_at, "state": "done"},
        {"name": "Read by a moderator", "when": idea.published_at, "state": "done"},
        {"name": "Cost worked out", "when": None, "state": "now"},
        {"name": "Vote", "when": idea.cycle.voting_opens_at, "state": "next"},
        {"name": "Result", "when": None, "state": "next"},
    ]
    return render(request, "ideas/page.html", context)


class BallotForm(forms.Form):
    """The paper of one pot. Anything else than one to `ranks` different projects of it is refused."""

    def __init__(self, *arguments, projects, ranks, **options):
        super().__init__(*arguments, **options)
        self.allowed, self.ranks = {str(project.pk) for project in projects}, ranks

    def clean(self):
        choices = self.data.getlist("choice")
        if not 1 <= len(choices) <= self.ranks:
            raise forms.ValidationError(f"Choose from 1 to {self.ranks} projects.")
        if len(set(choices)) < len(choices) or not self.allowed.issuperset(choices):
            raise forms.ValidationError("One of your choices is not on this ballot paper.")
        return {"choices": choices}


@login_required
def vote(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    claim = get_object_or_404(Claim, account=request.user.pk)
    cycle = get_object_or_404(Cycle, voting_opens_at__lte=now, voting_closes_at__gt=now)
    pot = get_object_or_404(cycle.pots, neighbourhood=claim.neighbourhood)
    projects = list(pot.projects.filter(withdrawn_at=None))
    form = BallotForm(request.POST or None, projects=projects, ranks=cycle.ranks)
    if request.method == "POST" and form.is_valid():
        # One transaction, which update_or_create opens itself.
        Ballot.objects.update_or_create(
            cycle=cycle,
            voter=request.user,
            defaults={"pot": pot, "choices": form.cleaned_data["choices"], "receipt": secrets.token_hex(16)},
        )
        response = redirect("/vote/done")
        response.status_code = 303
        return response
    return render(request, "ballots/paper.html", {"section": "vote", "form": form, "pot": pot, "projects": projects})


@login_required
@require_safe
def vote_done(request: HttpRequest) -> HttpResponse:
    ballot = get_object_or_404(Ballot, voter=request.user)
    return render(request, "ballots/done.html", {"section": "vote", "ballot": ballot})
