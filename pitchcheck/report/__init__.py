"""A review to hand on: one HTML file, Markdown, PDF, JSON, and the claims as CSV.

Every format is made from the review alone and comes out as the same bytes each time.
"""

from pitchcheck.report.data import csv, json
from pitchcheck.report.page import html, markdown
from pitchcheck.report.paper import pdf

__all__ = ["csv", "html", "json", "markdown", "pdf"]
