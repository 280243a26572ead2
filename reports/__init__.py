"""Documents that span apps: editions as accessible PDF and as a page."""
