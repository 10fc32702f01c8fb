"""What would repair the rows that the tenant would refuse? Changes of the mapping, each tried on those rows.

    dump + mapping ──offer_fixes──▶ offers, counted ──apply_fix──▶ a mapping, which is written and replays headless

What may be tried for a rule stands beside the rules, in `checks.fixes`. An offer is made only of what repairs a row,
makes no row refused that was taken, and leaves no value unread; it says what it loses and whose values would collide.
"""

from userferry.fixing.change import Change
from userferry.fixing.fixes import Fixes, Remainder
from userferry.fixing.offer import Offer, apply_fix
from userferry.fixing.offering import offer_fixes, offer_targets

__all__ = ["Change", "Fixes", "Offer", "Remainder", "apply_fix", "offer_fixes", "offer_targets"]
