"""The JSON API with which an organisation's own system delivers its incidents and counts.

It follows the Dutch API Design Rules: Dutch names, no slash at the end, problem+json, a version in the path and in a
header, and an OpenAPI description that anybody may read. A key opens the rows of one organisation and nothing else.
"""
