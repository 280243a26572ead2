"""Pages of incidents: registering, the list, one incident, figures and counts."""
