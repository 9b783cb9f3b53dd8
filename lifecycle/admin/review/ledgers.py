"""Pages of what a review is made of, for reading; its builder is where it is written."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from lifecycle.models import (
    ReviewAttendee,
    ReviewComment,
    ReviewFreeze,
    ReviewSection,
    ReviewSignature,
    ReviewText,
    ReviewValue,
)


@admin.register(ReviewSection)
class ReviewSectionAdmin(LedgerAdmin):
    list_display = ("title", "review", "included", "changed_by", "changed_at")
    list_select_related = ("review", "changed_by")
    fills = "Sections come with a business review."


@admin.register(ReviewText)
class ReviewTextAdmin(LedgerAdmin):
    list_display = ("title", "section", "author", "written_at")
    list_select_related = ("section", "author")
    fills = "What a section said before it was changed is kept here."


@admin.register(ReviewAttendee)
class ReviewAttendeeAdmin(LedgerAdmin):
    list_display = ("name", "title", "side", "review")
    list_select_related = ("review",)


@admin.register(ReviewValue)
class ReviewValueAdmin(LedgerAdmin):
    list_display = ("use_case", "expected", "achieved", "maturity", "review")
    list_select_related = ("review",)


@admin.register(ReviewFreeze)
class ReviewFreezeAdmin(LedgerAdmin):
    list_display = ("review", "number", "taken_by", "taken_at")
    list_select_related = ("review", "taken_by")


@admin.register(ReviewSignature)
class ReviewSignatureAdmin(LedgerAdmin):
    list_display = ("review", "side", "name", "title", "signed_on", "recorded_by")
    list_select_related = ("review", "recorded_by")


@admin.register(ReviewComment)
class ReviewCommentAdmin(LedgerAdmin):
    list_display = ("text", "review", "contact", "user", "at")
    list_select_related = ("review", "contact", "user")
    fills = "A line appears when somebody comments on a review's shared page."
