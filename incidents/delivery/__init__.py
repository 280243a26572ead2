"""Taking in what an organisation registered in its own system, and giving its own cases back to it."""
