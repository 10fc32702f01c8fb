"""How far is this migration, what is decided, what is still open, and what comes next?"""

from userferry.journey.marks import PAGES
from userferry.journey.standing import Journey, finish_page, see_journey

__all__ = ["PAGES", "Journey", "finish_page", "see_journey"]
