"""What do these users look like? Counts of every column, what it means and how sure that is, shown masked.

    rows ──▶ sample ──measure──▶ evidence ──decide──▶ verdicts ──count all rows once──▶ Profile

A kind is decided on a sample from all over the dump, by its values; then one streaming pass counts how many of
all values fit it.
"""

from userferry.profile.layouts import Layout, recognise_layout
from userferry.profile.profiling import profile_users
from userferry.profile.result import Profile
from userferry.profile.timeline import count_months

__all__ = ["Layout", "Profile", "count_months", "profile_users", "recognise_layout"]
