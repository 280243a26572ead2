"""Handling a report: the queue, and the page of one incident with its parts, attachments and history."""
