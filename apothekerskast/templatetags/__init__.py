"""Template tags of the cupboard."""
