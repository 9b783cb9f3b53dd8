"""What is promised of mail, and which tests hold it: a promise without a test is none."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
SEND, SANDBOX = "campaigns/test_send.py", "campaigns/test_sandbox.py"
PUBLIC, RELEASE = "campaigns/public/test_public_views.py", "campaigns/segments/test_release.py"
RECORDED, FLOOD = "campaigns/tracking/test_recorded.py", "campaigns/tracking/test_flood.py"
SMTP, LINKS = "campaigns/carriers/test_smtp_carrier.py", "campaigns/test_links.py"
PLACE, LEAVING = "campaigns/sending/test_place.py", "campaigns/segments/test_leaving.py"
ADMIN_RELEASE = "campaigns/admin/test_segments.py"
PREVIEW = "campaigns/drafting/test_preview.py"
KILLED = "test_no_mail_leaves_twice_and_none_is_lost_however_often_senders_are_killed"

MAIL = {
    # No customer gets the same touch twice.
    "one row for each occurrence, sent once": [
        (SEND, "test_planned_mail_leaves_once_and_is_marked")
    ],
    "no duplicate under kill -9, two clusters, a real server": [("campaigns/test_kill.py", KILLED)],
    "a corrected date sends no step twice": [
        ("campaigns/test_plan.py", "test_corrected_start_sends_no_step_twice")
    ],
    # Nothing is lost in the book.
    "planned is sent, skipped, failed, uncertain and open": [
        ("campaigns/test_results.py", "test_planned_is_what_ended_and_what_is_open"),
        ("campaigns/admin/test_touch.py", "test_each_part_of_the_sum_leads_to_exactly_those_mails"),
        (SEND, "test_rows_of_the_ledger_add_up_whatever_happened"),
    ],
    "a lease that ran out is uncertain, never sent again by machine": [
        ("campaigns/test_settle.py", "test_claim_whose_lease_ran_out_is_uncertain_and_not_sent")
    ],
    "an uncertain row is settled by the provider's word or a person": [
        (
            "campaigns/tracking/test_webhooks.py",
            "test_any_proof_that_a_mail_was_taken_marks_it_sent",
        ),
        ("campaigns/test_settle.py", "test_person_settles_an_uncertain_mail_once"),
        (
            "campaigns/test_responses.py",
            "test_only_what_may_have_left_is_answered_and_is_sent_then",
        ),
    ],
    # A failure belongs to its row.
    "one bad address or template delays nobody": [
        (SEND, "test_refused_mail_fails_and_delays_nobody"),
        (SEND, "test_mail_that_cannot_be_written_fails_and_delays_nobody"),
    ],
    "three attempts with back-off": [
        (SEND, "test_deferred_mail_comes_back_later_three_times_in_all")
    ],
    "tried again only when it was not accepted for sure": [
        (SEND, "test_mail_without_an_answer_is_uncertain_and_never_sent_again"),
        (SEND, "test_a_carrier_that_breaks_down_leaves_its_wave_uncertain"),
    ],
    "429 and 4xx go back with the time to wait": [
        (SEND, "test_the_wait_a_provider_asks_for_is_kept_within_a_day"),
        (
            "campaigns/carriers/test_smtp_carrier.py",
            "test_a_no_belongs_to_its_mail_and_leaves_the_connection_usable",
        ),
        ("campaigns/carriers/test_backend_carrier.py", "test_each_answer_means_what_is_sure"),
    ],
    "too many failures pause the campaign and say so": [
        (SEND, "test_campaign_that_mostly_fails_is_paused_and_says_so")
    ],
    # What you preview is what is sent.
    "a preview is the mail byte for byte": [(PREVIEW, "test_preview_is_the_mail_byte_for_byte")],
    "a test is the mail with a banner": [(PREVIEW, "test_test_mail_is_the_mail_with_a_banner")],
    "unknown variables and left-over braces are refused": [
        (SANDBOX, "test_copy_that_reaches_for_more_than_variables_is_refused")
    ],
    "a missing value without a fallback is refused": [
        ("campaigns/test_placeholders.py", "test_missing_required_value_is_refused_by_name"),
        (SEND, "test_recap_without_figures_fails_with_the_variable_that_is_missing"),
    ],
    "templates run in a sandbox": [
        (SANDBOX, "test_value_is_words_wherever_it_stands"),
        (SANDBOX, "test_huge_copy_is_done_with_in_seconds"),
    ],
    # Nobody is mailed by accident.
    "an empty audience is nobody": [
        (RELEASE, "test_nobody_is_nobody"),
        (
            "campaigns/segments/test_filters.py",
            "test_question_that_asks_nothing_or_nonsense_finds_nobody",
        ),
    ],
    "releasing shows count, sample and difference, asks to type the number": [
        (ADMIN_RELEASE, "test_campaign_is_released_watched_and_taken_back"),
        (RELEASE, "test_another_number_freezes_nobody"),
        (RELEASE, "test_many_are_let_go_by_a_second_person"),
    ],
    "an import never mails the past": [
        ("accounts/intake/test_tracking.py", "test_new_account_is_tracked_from"),
        ("campaigns/test_plan.py", "test_outage_floods_nobody_but_keeps_what_is_still_open"),
    ],
    "a restored copy sends nothing until a person says so": [
        (PLACE, "test_copy_elsewhere_sends_nothing_until_a_person_says_so"),
        (PLACE, "test_backup_put_in_place_of_the_original_sends_nothing"),
        (PLACE, "test_copy_on_the_same_postgresql_server_has_another_identity"),
    ],
    "mails of a release leave time to take them back": [
        (LEAVING, "test_mail_just_let_go_does_not_leave_before_it_could_be_taken_back"),
        (LEAVING, "test_run_of_a_day_that_sends_at_once_leaves_time_to_take_back"),
    ],
    "log is the default": [
        ("cs_portal/test_settings.py", "test_nothing_set_is_a_local_portal_that_sends_nothing")
    ],
    "sending off claims nothing, log only writes": [
        (SEND, "test_sending_off_claims_nothing"),
        (SEND, "test_sending_to_the_log_says_so_in_the_ledger"),
    ],
    # Opt-out is honoured.
    "one click: a post without cookie or token of ours, repeatable": [
        (PUBLIC, "test_post_without_cookie_or_csrf_token_opts_out_and_repeating_it_is_fine"),
        (PUBLIC, "test_one_click_post_as_mail_programs_send_it_sets_no_cookie"),
        (
            LINKS,
            "test_signature_is_djangos_own_and_what_was_sent_once_stays_good",
        ),
    ],
    "suppression is checked again at hand-off": [
        (SEND, "test_address_silenced_since_the_decision_gets_nothing"),
        (SEND, "test_opt_out_between_two_waves_stops_the_second"),
    ],
    "bounces and complaints come from proven webhooks of four providers": [
        (RECORDED, "test_event_is_stored_at_once_and_acted_on_by_the_heartbeat"),
        (RECORDED, "test_post_without_the_right_secret_is_refused_and_stores_nothing"),
    ],
    "a flood of events in any order leaves the right states": [
        (FLOOD, "test_states_are_right_whatever_the_order_and_the_batches"),
        (FLOOD, "test_ten_thousand_events_take_a_heartbeat_or_two"),
        ("campaigns/tracking/test_verdict.py", "test_order_of_events_does_not_matter"),
    ],
    "imports opt out, never in": [
        (
            "accounts/intake/test_run.py",
            "test_opted_out_contact_is_suppressed_and_never_brought_back",
        )
    ],
    "mails of one's own booking ignore opt-outs and obey dead addresses": [
        (
            "campaigns/sending/test_customers.py",
            "test_opt_out_holds_nothing_back_a_dead_address_does",
        )
    ],
    # Links are safe.
    "no look at a link changes anything": [
        (PUBLIC, "test_looking_at_any_public_link_changes_no_row_of_any_table")
    ],
    "a token is good for one contact and one purpose, and revocable": [
        (LINKS, "test_token_of_one_purpose_serves_no_other"),
        (
            "campaigns/public/test_guards.py",
            "test_revoked_links_answer_as_unknown_ones_and_new_ones_work",
        ),
    ],
    "a token is signed": [
        (LINKS, "test_signature_of_one_contact_serves_no_other"),
        (LINKS, "test_anything_else_is_nobodys_token"),
    ],
    "a page's address is in no referrer": [(PUBLIC, "test_pages_keep_their_address_to_themselves")],
    "a token is in no log line": [
        (PUBLIC, "test_token_appears_in_no_log_line"),
        (RECORDED, "test_keys_of_customers_in_clicked_links_are_not_kept"),
    ],
}


@cache
def written_in(file: str) -> frozenset[str]:
    """Tests of the file that always run: skipped or expected to fail, they would hold nothing."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    marks = {one.name: " ".join(map(ast.unparse, one.decorator_list)) for one in functions}
    return frozenset(
        name
        for name, said in marks.items()
        if name.startswith("test_") and "mark.skip" not in said and "xfail" not in said
    )


@pytest.mark.parametrize("promise", MAIL)
def test_promise_of_mail_has_its_tests(promise):
    held = MAIL[promise]
    assert held
    assert [test for file, test in held if test not in written_in(file)] == []
