"""Writes of incidents, as verbs: registering, handling, counting."""

from incidents.services.assignment import assign_incident
from incidents.services.attachments import add_attachments, remove_attachment
from incidents.services.counting import deliver_month
from incidents.services.handling import (
    answer_duty,
    change_incident,
    close_incident,
    mark_duplicate,
    mark_not_vpt,
    reopen_incident,
    take_up_incident,
    wait_for_others,
    withdraw_incident,
)
from incidents.services.registering import discard_draft, save_answer, send_report, start_report

__all__ = [
    "add_attachments",
    "answer_duty",
    "assign_incident",
    "change_incident",
    "close_incident",
    "deliver_month",
    "discard_draft",
    "mark_duplicate",
    "mark_not_vpt",
    "remove_attachment",
    "reopen_incident",
    "save_answer",
    "send_report",
    "start_report",
    "take_up_incident",
    "wait_for_others",
    "withdraw_incident",
]
