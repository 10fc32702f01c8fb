"""What will become of each row, and of each password, before anything is sent."""

from userferry.forecast.foreseeing import forecast, forecast_import
from userferry.forecast.leftout import LeftOut
from userferry.forecast.outcomes import Outcomes, forecast_outcomes
from userferry.forecast.passwords import PasswordReport, report_passwords
from userferry.forecast.sending import TIERS, Duration, Tier, estimate_sending, find_tier
from userferry.forecast.standing import Forecast, file_words

__all__ = [
    "TIERS",
    "Duration",
    "Forecast",
    "LeftOut",
    "Outcomes",
    "PasswordReport",
    "Tier",
    "estimate_sending",
    "file_words",
    "find_tier",
    "forecast",
    "forecast_import",
    "forecast_outcomes",
    "report_passwords",
]
