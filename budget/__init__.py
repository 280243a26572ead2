"""Grant, lines, carry-over and costs, to the cent."""
