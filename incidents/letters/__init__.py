"""Model letters after an incident: texts as data, filled in once, written as Word or OpenDocument."""
