"""A business review with its agenda, people, frozen figures and signatures."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Account, Contact, Maturity


class ReviewState(models.TextChoices):
    DRAFT = "draft", "Draft"
    READY = "ready", "Ready"
    HELD = "held", "Held"
    SIGNED = "signed", "Signed off"


class ReviewSide(models.TextChoices):
    OURS = "ours", "Our side"
    CUSTOMER = "customer", "Customer"


class BusinessReviewQuerySet(models.QuerySet["BusinessReview"]):
    def current(self) -> "BusinessReviewQuerySet":
        """Neither archived nor replaced by a later revision, on accounts that are in the book."""
        return self.filter(
            archived_at=None, revised_by__isnull=True, account__removed_at__isnull=True
        )


class BusinessReview(models.Model):
    """Changed by lifecycle.reviews alone; once anybody has signed, its content stays as it is.

    A correction after that is a new revision, which `revises` the one before.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="reviews")
    title = models.CharField(max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
    )
    from_on = models.DateField("from", help_text="The first day of the period looked at.")
    until_on = models.DateField("until", help_text="Its last day.")
    planned_on = models.DateField("planned for", null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=6, choices=ReviewState, default=ReviewState.DRAFT)
    revision = models.PositiveSmallIntegerField(default=1)
    revises = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="revised_by"
    )
    why_revised = models.CharField(max_length=200, blank=True)
    shared = models.BooleanField(
        "shared with the customer", default=False, help_text="Never while it is a draft."
    )
    seal = models.CharField(
        max_length=64, blank=True, help_text="Digest of what was signed; empty until then."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = BusinessReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-until_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_period_in_order",
                condition=Q(until_on__gte=F("from_on")),
                violation_error_message="A period ends on or after its first day.",
            ),
            models.CheckConstraint(
                name="review_held_on_a_day",
                condition=Q(state__in=("draft", "ready")) | Q(held_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="review_open",
                fields=["planned_on"],
                condition=Q(archived_at__isnull=True) & ~Q(state="signed"),
            ),
            models.Index(name="review_last_held", fields=["account", "held_on"]),
        ]

    def __str__(self) -> str:
        return self.title


class Agenda(models.TextChoices):
    INTRODUCTIONS = "introductions", "Introductions"
    STRATEGY = "strategy", "Strategy and initiatives"
    PROGRESS = "progress", "Progress since the last review"
    USAGE = "usage", "Usage"
    VALUE = "value", "Value realised"
    ROADMAP = "roadmap", "Roadmap and feedback"
    NEXT_STEPS = "next_steps", "Next steps"
    OTHER = "other", "Further topic"


class ReviewSection(models.Model):
    """A point of the agenda; the internal note is for us and leaves the admin nowhere."""

    review = models.ForeignKey(BusinessReview, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=13, choices=Agenda)
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True, help_text="Markdown with figures and blocks in {{ }}.")
    included = models.BooleanField(default=True)
    internal_note = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["review", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="review_section_once", fields=["review", "kind"], condition=~Q(kind="other")
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReviewText(models.Model):
    """What a section said before it was changed; never changed once written."""

    section = models.ForeignKey(ReviewSection, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title}, {self.written_at:%Y-%m-%d %H:%M}"


class ReviewAttendee(models.Model):
    """Name and title as they were when the person was put down."""

    review = models.ForeignKey(BusinessReview, on_delete=models.CASCADE, related_name="attendees")
    side = models.CharField(max_length=8, choices=ReviewSide)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["review", "side", "pk"]
        constraints = [
            models.CheckConstraint(name="review_attendee_named", condition=~Q(name="")),
            models.UniqueConstraint(
                name="review_user_once", fields=["review", "user"], condition=Q(user__isnull=False)
            ),
            models.UniqueConstraint(
                name="review_contact_once",
                fields=["review", "contact"],
                condition=Q(contact__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReviewValue(models.Model):
    """What a use case was to bring and what it brought, and how far its practice has come."""

    review = models.ForeignKey(BusinessReview, on_delete=models.CASCADE, related_name="values")
    use_case = models.CharField(max_length=120)
    expected = models.CharField(max_length=200, blank=True)
    achieved = models.CharField(max_length=200, blank=True)
    maturity = models.PositiveSmallIntegerField(choices=Maturity, null=True, blank=True)

    class Meta:
        ordering = ["review", "pk"]
        constraints = [
            models.CheckConstraint(name="review_value_names_use_case", condition=~Q(use_case="")),
            models.CheckConstraint(
                name="review_maturity_1_to_4",
                condition=Q(maturity__isnull=True) | Q(maturity__range=(1, 4)),
            ),
        ]

    def __str__(self) -> str:
        return self.use_case


class ReviewFreeze(models.Model):
    """The figures of a review as they were read at one time; the highest number is shown."""

    review = models.ForeignKey(BusinessReview, on_delete=models.CASCADE, related_name="freezes")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(help_text="See lifecycle.reviews.figures.")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["review", "-number"]
        constraints = [
            models.UniqueConstraint(name="review_freeze_once", fields=["review", "number"])
        ]

    def __str__(self) -> str:
        return f"Figures {self.number}, {self.taken_at:%Y-%m-%d %H:%M}"


class ReviewSignature(models.Model):
    """One side's sign-off: ours by whoever is logged in, the customer's as we were told.

    `contact` signed it themselves, on the shared page.
    """

    review = models.ForeignKey(BusinessReview, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=8, choices=ReviewSide)
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=120, blank=True)
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    signed_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["review", "-side"]
        constraints = [
            models.UniqueConstraint(name="review_signed_once_a_side", fields=["review", "side"]),
            models.CheckConstraint(name="review_signature_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_on}"
