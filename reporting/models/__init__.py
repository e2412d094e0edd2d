"""What reports are counted from: a row for each pathway, and sums of them by month."""

from reporting.models.pathway import Pathway, PathwayRun
from reporting.models.rollup import KpiMonth

__all__ = ["KpiMonth", "Pathway", "PathwayRun"]
