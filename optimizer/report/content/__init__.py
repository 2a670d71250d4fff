"""What the reports of a run say, without any layout."""

from optimizer.report.content.analyses import NO_ANALYSES, Analyses
from optimizer.report.content.build import content_of, content_of_run
from optimizer.report.content.content import Content
from optimizer.report.content.read_analyses import is_analysis, read_analyses

__all__ = [
    "NO_ANALYSES",
    "Analyses",
    "Content",
    "content_of",
    "content_of_run",
    "is_analysis",
    "read_analyses",
]
