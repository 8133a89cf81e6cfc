"""Questions for the draw, and what is apart from it: categories, who cannot be on the panel, needs, consent."""

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField, validators

from assembly.registrations import answering, consents, needs, questions
from assembly.registrations.answering import excluded_lines
from assembly.registrations.features import answers_of, features_of
from assembly.views.registrations.common import Question, Subject, ask, assembly_of
from web.audience import EVERYONE, audience
from web.forms import Form, at_most, choices
from web.language import _
from web.refusals import NotFound


class ChoiceForm(Form):
    answer = RadioField("", validate_choice=False)


class ExcludedForm(Form):
    excluded = RadioField(_("Are you one of these?"), validate_choice=False)


class NeedsForm(Form):
    kinds = SelectMultipleField(_("What would help you to take part?"), validate_choice=False)
    interpreter = StringField(_("Which language?"), [validators.Optional(), at_most(needs.LONGEST)])
    childcare = StringField(_("How many children, and how old?"), [validators.Optional(), at_most(needs.LONGEST)])
    diet = StringField(_("What can you eat, or not?"), [validators.Optional(), at_most(needs.LONGEST)])
    other = TextAreaField(_("What else?"), [validators.Optional(), at_most(needs.LONGEST)])


class ConsentForm(Form):
    version = HiddenField()
    agree = BooleanField(_("Yes, I agree"))
    later = BooleanField(_("You may also ask me for another assembly (optional)"))


@audience(EVERYONE)
async def about(request: Request) -> Response:
    """One category that people choose an answer in."""
    assembly, slug = await assembly_of(request), request.path_params["category"]
    features = await features_of(assembly.id)
    feature = next((one for one in features if one.chosen and one.category.slug == slug), None)
    if feature is None:
        raise NotFound(_("This question is not asked."))

    async def form(subject: Subject, data: FormData | None) -> Form:
        chosen = (await answers_of(subject.registration.id)).get(feature.category.id)
        made = ChoiceForm(data, {"answer": next((one.slug for one in feature.values if one.id == chosen), "")})
        made.answer.label.text = feature.category.question
        made.answer.choices = choices((one.slug, one.name) for one in feature.values)
        return made

    async def keep(subject: Subject, form: ChoiceForm, now: object) -> None:
        await answering.keep_choice(subject.registration.id, feature, form.answer.data or "", request.state.now)

    more = {"why": feature.category.why, "question": feature.category.question}
    return await ask(
        request, Question(f"{questions.ABOUT}{slug}", "assembly/registrations/questions/about.html", form, keep, more)
    )


@audience(EVERYONE)
async def excluded(request: Request) -> Response:
    assembly = await assembly_of(request)

    async def form(subject: Subject, data: FormData | None) -> Form:
        done = questions.EXCLUDED in subject.registration.answered.split()
        made = ExcludedForm(data, {"excluded": answering.NO if done else ""})
        made.excluded.choices = choices([(answering.NO, _("No")), (answering.YES, _("Yes"))])
        return made

    async def keep(subject: Subject, form: ExcludedForm, now: object) -> None:
        await answering.keep_excluded(subject.registration.id, form.excluded.data or "", request.state.now)

    more = {"lines": excluded_lines(assembly)}
    return await ask(
        request, Question(questions.EXCLUDED, "assembly/registrations/questions/excluded.html", form, keep, more)
    )


@audience(EVERYONE)
async def support(request: Request) -> Response:
    async def form(subject: Subject, data: FormData | None) -> Form:
        return needs_form(data, await needs.needs_of(subject.registration.id))

    async def keep(subject: Subject, form: NeedsForm, now: object) -> None:
        before = await needs.needs_of(subject.registration.id)
        await needs.keep_needs(subject.registration.id, needs_in(form, before), request.state.now)

    return await ask(request, Question(questions.NEEDS, "assembly/registrations/questions/needs.html", form, keep))


def needs_form(data: FormData | None, known: Mapping[str, str]) -> NeedsForm:
    made = NeedsForm(data, {"kinds": list(known), **{kind: known.get(kind, "") for kind in needs.WITH_WORDS}})
    made.kinds.choices = choices(needs.kinds().items())
    return made


def needs_in(form: NeedsForm, before: Mapping[str, str]) -> dict[str, str]:
    """Words beside a box that was never ticked count as ticked: they were written for a reason. A box that somebody
    unticks takes its words along."""
    words = {kind: str(form[kind].data or "").strip() for kind in needs.WITH_WORDS}
    ticked = [*(form.kinds.data or []), *(kind for kind, said in words.items() if said and kind not in before)]
    return {kind: words.get(kind, "") for kind in needs.kinds() if kind in ticked}


@audience(EVERYONE)
async def consent(request: Request) -> Response:
    stands = await consents.current(await assembly_of(request))
    mark = consents.mark(stands)

    async def form(subject: Subject, data: FormData | None) -> Form:
        one = subject.registration
        return ConsentForm(data, {"version": mark, "agree": one.consent_id is not None, "later": one.keep_for_others})

    async def keep(subject: Subject, form: ConsentForm, now: object) -> None:
        seen = str(form.version.data or "")
        form.version.data = mark  # whoever reads it again has the text that stands
        await consents.keep_consent(
            subject.registration.id, seen, bool(form.agree.data), bool(form.later.data), request.state.now
        )

    paragraphs = [part for part in (stands.text if stands else "").split("\n\n") if part.strip()]
    return await ask(
        request,
        Question(
            questions.CONSENT, "assembly/registrations/questions/consent.html", form, keep, {"paragraphs": paragraphs}
        ),
    )
