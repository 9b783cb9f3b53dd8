"""What is done on an assessment's page: figures, answers, ratings and agreements."""

from datetime import date, datetime
from typing import Any

from accounts.models import User
from lifecycle.admin.renewal import fields
from lifecycle.admin.renewal.acts import Act, ActForm
from lifecycle.models import Rating, RenewalAnswers, RenewalAssessment
from lifecycle.renewals import assessing

_ANSWERS = {name: RenewalAnswers._meta.get_field(name) for name in assessing.QUESTIONS}


class AnswersForm(ActForm):
    def prepare(self) -> None:
        last = self.record.answers.first()
        for name, field in _ANSWERS.items():
            self.fields[name] = fields.text(
                field.verbose_name.capitalize(),
                required=False,
                help_text=field.help_text,
                initial=getattr(last, name, ""),
            )


class RatingForm(ActForm):
    rating = fields.choice("Rating", Rating.choices)
    reason = fields.text("Why", help_text="In a sentence or two that a manager understands.")

    def prepare(self) -> None:
        reading = self.record.readings.first()
        self.fields["rating"].initial = self.record.rating or (
            reading.suggestion if reading else ""
        )


def _read(assessment: RenewalAssessment, data: dict, by: User, on: date, now: datetime) -> str:
    assessing.read_again(assessment, by=by, on=on, now=now)
    return f"Figures of {on} stand beside the earlier ones."


def _answer(assessment: RenewalAssessment, data: dict, by: User, on: date, now: datetime) -> str:
    if assessing.answer(assessment, data, by=by, now=now) is None:
        return "Nothing was changed."
    return "Saved. What stood there before is kept."


def _propose(assessment: RenewalAssessment, data: dict, by: User, on: date, now: datetime) -> str:
    told: dict[str, Any] = {"by": by, "on": on, "now": now}
    proposed = assessing.propose(assessment, data["rating"], data["reason"], **told)
    return f"Proposed: {proposed.get_rating_display().lower()}. It counts once both sides agree."


def _agree(side: str):
    def agree(assessment: RenewalAssessment, data: dict, by: User, on: date, now: datetime) -> str:
        proposed = assessment.ratings.first()
        if proposed is None:
            raise assessing.Refused("Nobody has proposed a rating yet.")
        if assessing.agree(proposed, side, by=by, on=on, now=now):
            return f"Rated {proposed.get_rating_display().lower()}: both sides agree."
        return f"Agreed for the {assessing.SIDES[side]}."

    return agree


_CHANGE = "lifecycle.change_renewalrating"
ACTS = {
    "answers": Act(
        "Answers", "Save the answers", "lifecycle.add_renewalanswers", AnswersForm, _answer
    ),
    "figures": Act(
        "Take today's figures",
        "Take today's figures",
        "lifecycle.add_renewalreading",
        ActForm,
        _read,
    ),
    "propose": Act(
        "Propose a rating",
        "Propose",
        "lifecycle.add_renewalrating",
        RatingForm,
        _propose,
        says="It counts once the Technical Advisor's and the Account Executive's side agree. "
        "Where one is missing, a manager stands in; nobody agrees for both.",
    ),
    "agree-ta": Act("Agree", "Agree for the TA", _CHANGE, ActForm, _agree(assessing.TA)),
    "agree-ae": Act("Agree", "Agree for the AE", _CHANGE, ActForm, _agree(assessing.AE)),
}
