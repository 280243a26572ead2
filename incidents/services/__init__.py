"""Writes of incidents, as verbs: registering, handling, counting."""

from incidents.services.aangifte import remove_sheets, request_sheet
from incidents.services.assignment import assign_incident
from incidents.services.attachments import add_attachments, remove_attachment
from incidents.services.changing import change_incident
from incidents.services.counting import deliver_month
from incidents.services.exporting import record_export
from incidents.services.handling import (
    answer_duty,
    close_incident,
    mark_duplicate,
    mark_not_vpt,
    reopen_incident,
    take_up_incident,
    wait_for_others,
    withdraw_incident,
    withdraw_own_report,
)
from incidents.services.letters import give_letter, record_letter_sent
from incidents.services.light import count_light, place_light, undo_light, upgrade_light
from incidents.services.poll import answer_poll, close_poll, open_poll, renew_link
from incidents.services.poster import (
    confirm_mini_report,
    make_poster,
    print_poster,
    reject_mini_report,
    revoke_poster,
    send_mini_report,
)
from incidents.services.registering import deliver_report, discard_draft, save_answer, send_report, start_report
from incidents.services.rounds import (
    open_round,
    remind_organisations,
    reopen_participation,
    send_back_participation,
    sign_participation,
    state_participation,
)
from incidents.services.settings import (
    add_unit,
    change_letter_text,
    change_settings,
    change_unit,
    confirm_contacts,
    reset_letter_text,
)
from incidents.services.settling import settle_region_month, settle_region_months
from incidents.services.talks import answer_talk, plan_talks

__all__ = [
    "add_attachments",
    "add_unit",
    "answer_duty",
    "answer_poll",
    "answer_talk",
    "assign_incident",
    "change_incident",
    "change_letter_text",
    "change_settings",
    "change_unit",
    "close_incident",
    "close_poll",
    "confirm_contacts",
    "confirm_mini_report",
    "count_light",
    "deliver_month",
    "deliver_report",
    "discard_draft",
    "give_letter",
    "make_poster",
    "mark_duplicate",
    "mark_not_vpt",
    "open_poll",
    "open_round",
    "place_light",
    "plan_talks",
    "print_poster",
    "record_export",
    "record_letter_sent",
    "reject_mini_report",
    "remind_organisations",
    "remove_attachment",
    "remove_sheets",
    "renew_link",
    "reopen_incident",
    "reopen_participation",
    "request_sheet",
    "reset_letter_text",
    "revoke_poster",
    "save_answer",
    "send_back_participation",
    "send_mini_report",
    "send_report",
    "settle_region_month",
    "settle_region_months",
    "sign_participation",
    "start_report",
    "state_participation",
    "take_up_incident",
    "undo_light",
    "upgrade_light",
    "wait_for_others",
    "withdraw_incident",
    "withdraw_own_report",
]
