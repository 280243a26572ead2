"""The knowledge base of best practices that must outlive the project."""
