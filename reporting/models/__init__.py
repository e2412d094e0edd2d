"""What reports are counted from, a row for each pathway and sums of them by month; and returns."""

from reporting.models.drawing import Drawing
from reporting.models.experience import ExperienceBroughtIn
from reporting.models.export import ExportPiece, ExportRun, Window
from reporting.models.importing import (
    ImportedKey,
    ImportRun,
    ImportUpload,
    LeftOut,
    StagedRow,
)
from reporting.models.pathway import Pathway, PathwayRun
from reporting.models.rollup import KpiMonth, SumsWritten

__all__ = [
    "Drawing",
    "ExperienceBroughtIn",
    "ExportPiece",
    "ExportRun",
    "ImportRun",
    "ImportUpload",
    "ImportedKey",
    "KpiMonth",
    "LeftOut",
    "Pathway",
    "PathwayRun",
    "StagedRow",
    "SumsWritten",
    "Window",
]
