"""Every result as a page that opens without a network."""

from userferry.reports.balance_page import write_balance_page
from userferry.reports.cluster_picture import ClusterPicture, draw_clusters
from userferry.reports.forecast_picture import ForecastPicture, draw_forecast
from userferry.reports.profile_page import sign_up_columns, write_profile_page

__all__ = [
    "ClusterPicture",
    "ForecastPicture",
    "draw_clusters",
    "draw_forecast",
    "sign_up_columns",
    "write_balance_page",
    "write_profile_page",
]
