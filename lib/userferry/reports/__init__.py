"""Every result as a page that opens without a network."""

from userferry.reports.balance_page import write_balance_page

__all__ = ["write_balance_page"]
