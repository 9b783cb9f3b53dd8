"""What is said about a business review on its shared page."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Contact
from lifecycle.models.review import BusinessReview


class ReviewComment(models.Model):
    """Said by one of us or by one of theirs; nobody changes it afterwards."""

    review = models.ForeignKey(BusinessReview, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="review_comment_has_one_author",
                condition=Q(user__isnull=False, contact=None) | Q(user=None, contact__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
