"""Every result as a page that opens without a network, and a run's progress as a line."""

from userferry.reports.balance_page import write_balance_page
from userferry.reports.cluster_picture import ClusterPicture, draw_clusters
from userferry.reports.forecast_picture import ForecastPicture, draw_forecast
from userferry.reports.profile_page import sign_up_columns, write_profile_page
from userferry.reports.progress_line import TERMINAL_VARIABLE, show_progress
from userferry.reports.report_page import write_report_page
from userferry.reports.survival_picture import SurvivalPicture, draw_survival

__all__ = [
    "TERMINAL_VARIABLE",
    "ClusterPicture",
    "ForecastPicture",
    "SurvivalPicture",
    "draw_clusters",
    "draw_forecast",
    "draw_survival",
    "show_progress",
    "sign_up_columns",
    "write_balance_page",
    "write_profile_page",
    "write_report_page",
]
