"""What will become of each row, and of each password, before anything is sent."""

from userferry.forecast.outcomes import Outcomes, forecast_outcomes
from userferry.forecast.passwords import PasswordReport, report_passwords
from userferry.forecast.standing import Forecast, forecast_import

__all__ = [
    "Forecast",
    "Outcomes",
    "PasswordReport",
    "forecast_import",
    "forecast_outcomes",
    "report_passwords",
]
