"""Who takes part: organisations, people, roles and the access rules."""
