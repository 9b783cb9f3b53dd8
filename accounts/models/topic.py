"""What mails of campaigns are about, in the words of those who get them."""

from django.db import models


class Topic(models.TextChoices):
    """A contact may be without any of them; the order is that of the page where they choose."""

    ONBOARDING = "onboarding", "Getting started"
    CHECK_INS = "check_ins", "Check-ins"
    SURVEYS = "surveys", "Surveys"
    RECAPS = "recaps", "Usage recaps"
    HEALTH = "health", "Help when use falls behind"
    REVIEWS = "reviews", "Success plan and reviews"
    ENABLEMENT = "enablement", "Making more of a feature"
    FEATURES = "features", "New features"
    BETAS = "betas", "Betas"
    OTHER = "other", "Everything else"

    @property
    def says(self) -> str:
        """A line for somebody who wonders what they would miss."""
        return _SAYS[self]


_SAYS = {
    Topic.ONBOARDING: "What you and your users need in the first weeks.",
    Topic.CHECK_INS: "How things are going, and an offer of a time to talk.",
    Topic.SURVEYS: "What we ask you after trainings and meetings, and now and then.",
    Topic.RECAPS: "Your figures: the first three months, then each month.",
    Topic.HEALTH: "An offer of help when fewer people come back.",
    Topic.REVIEWS: "Invitations to plan, to review, and to see the roadmap.",
    Topic.ENABLEMENT: "How others use a feature your team has just discovered.",
    Topic.FEATURES: "What is new and made for customers like you.",
    Topic.BETAS: "What you could try before everybody else.",
    Topic.OTHER: "The odd mail that fits none of the above.",
}
