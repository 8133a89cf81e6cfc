"""Results: what was counted, put into words and numbers for pages, and into files for those who want to recount."""

from pb.results.account import AccountInWords, account_file, account_in_words
from pb.results.comparison import comparison, published_tally, usual_rules
from pb.results.counts import ComparisonRefused, StillCounting
from pb.results.files import LEAST_BALLOTS, counted_code, counted_codes, pb_file, recount_command
from pb.results.lists import Counted, Published, counted_cycles, published
from pb.results.projects import ProjectPage, project_page
from pb.results.reading import PotResult, ProjectResult, Result, result_of, unpublished

__all__ = [
    "LEAST_BALLOTS",
    "AccountInWords",
    "ComparisonRefused",
    "Counted",
    "PotResult",
    "ProjectPage",
    "ProjectResult",
    "Published",
    "Result",
    "account_file",
    "account_in_words",
    "StillCounting",
    "comparison",
    "counted_cycles",
    "pb_file",
    "project_page",
    "published",
    "published_tally",
    "counted_code",
    "counted_codes",
    "recount_command",
    "result_of",
    "unpublished",
    "usual_rules",
]
