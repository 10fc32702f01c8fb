"""The resolutions being edited: everything that a person can do to them."""

from dataclasses import replace

from userferry.widgets.conflicts import deciding, listing
from userferry.widgets.conflicts.bulk import bulk_complaint, kept_of
from userferry.widgets.conflicts.showing import ConflictsShown


class ConflictsModel(ConflictsShown):
    """State of the conflicts widget, made as `ConflictsShown` is: call an action, read what is shown, save."""

    ACTIONS = (
        *ConflictsShown.ACTIONS,
        *("narrow", "turn", "walk", "select", "show_rows", "set_keep", "set_rule", "keep", "follow_rule"),
        *("set_reason", "decide_shown", "rule_shown", "undecide_shown", "drop_gone"),
    )
    """What the page may ask for."""

    def narrow(self, **wanted: str) -> None:
        """List other clusters: `kind`, `severity`, `state`, `query`, `order` of `listing.Filter`."""
        self._filter, self._page, self._place = replace(self._filter, **wanted), 0, 0
        self._show_found()
        self._show_status()

    def turn(self, page: int) -> None:
        """List another page of them."""
        self._page = max(0, page)
        self._show_found()

    def walk(self, by: int) -> None:
        """Select a cluster so many places further on, and list its page."""
        names = self._narrowed()["cluster"]
        if len(names):
            at = min(max(self._place + by, 0), len(names) - 1)
            self._page = at // listing.PAGE
            self.select(names[at])

    def select(self, cluster: str) -> None:
        """Show a cluster's rows."""
        self._selected, self._from = cluster, 0
        self._show_found()

    def show_rows(self, start: int) -> None:
        """Show the selected cluster's rows from another one on."""
        self._from = max(0, start)
        self._show_detail()

    def set_keep(self, kind: str, keep: str) -> None:
        """Say what of a kind is kept; an empty word takes the rule away."""
        now = deciding.with_keep(self.resolutions, kind, keep, self._members.likely_moment())
        self._keep(now, f"{kind} keeps {keep}" if keep else f"the rule of {kind} taken away")

    def set_rule(self, kind: str, part: str, said: str) -> None:
        """Say another part of a kind's rule.

        Args:
            kind: The kind; it has a rule.
            part: `by`, `merge`, `rename` or `reason`.
            said: As it is typed.
        """
        if (rule := self.resolutions.rules.get(kind)) is None:
            return
        text = said.strip()
        changed = {
            "by": lambda: replace(rule, by=text),
            "merge": lambda: replace(rule, merge=deciding.paths_in(text)),
            "rename": lambda: replace(rule, rename=text),
            "reason": lambda: replace(rule, reason=text),
        }[part]()
        self._keep(deciding.with_rule(self.resolutions, kind, changed), f"{part} of {kind} changed")

    def keep(self, cluster: str, keep: int | str) -> None:
        """Decide about one cluster by hand: a row, `none` or `both`."""
        made = deciding.decision_on(self.resolutions, cluster)
        reason = made.reason if made else self._reasons.get(cluster, "")
        kept = f"row {keep}" if isinstance(keep, int) else keep
        self._keep(
            deciding.with_decisions(self.resolutions, {cluster: keep}, reason), f"{cluster} keeps {kept}"
        )

    def follow_rule(self, cluster: str) -> None:
        """Leave a cluster to its kind's rule."""
        self._keep(deciding.without_decisions(self.resolutions, [cluster]), f"{cluster} left to the rule")

    def set_reason(self, cluster: str, reason: str) -> None:
        """Write down why; where nothing is chosen yet it waits for the choice."""
        text = reason.strip()
        self._reasons[cluster] = text
        if made := deciding.decision_on(self.resolutions, cluster):
            self._keep(
                deciding.with_decisions(self.resolutions, {cluster: made.keep}, text),
                f"the reason of {cluster} written",
            )

    def decide_shown(self, keep: str, by: str = "", reason: str = "") -> None:
        """Decide about every cluster that the filter shows, each by hand: a word of `KEEP`."""
        shown, by = self._narrowed(), by or self._members.likely_moment()
        if said := bulk_complaint(shown, keep, by, self._members):
            self._tell(said)
            return
        kept = kept_of(shown, keep, by, self.conflicts, self._members)
        now = deciding.with_decisions(self.resolutions, kept, reason.strip())
        self._keep(now, f"{len(kept):,} clusters keep {keep}")

    def rule_shown(self, keep: str, by: str = "") -> None:
        """Set the rule of every kind that the filter shows."""
        now, kinds = self.resolutions, self._narrowed()["kind"].unique(maintain_order=True).to_list()
        for kind in kinds:
            now = deciding.with_keep(now, kind, keep, self._members.likely_moment())
            if by and keep in deciding.COMPARES:
                now = deciding.with_rule(now, kind, replace(now.rules[kind], by=by))
        self._keep(now, f"{', '.join(kinds)} keep {keep}")

    def undecide_shown(self) -> None:
        """Leave every cluster that the filter shows to its kind's rule."""
        names = set(self._narrowed()["cluster"])
        count = len(names & set(self.resolutions.decisions))
        self._keep(
            deciding.without_decisions(self.resolutions, names), f"{count:,} clusters left to their rules"
        )

    def drop_gone(self) -> None:
        """Forget the decisions about clusters that are no more."""
        gone = set(self.resolutions.decisions) - set(self._listed["cluster"])
        self._keep(
            deciding.without_decisions(self.resolutions, gone),
            f"{len(gone):,} decisions about clusters that are gone forgotten",
        )

    def _changed(self, said: str) -> None:
        self._said = said
        is_wrong = bool(self.complaints())
        if is_wrong or self._recounter.is_beside:
            self._show()  # with the former counts
        if not is_wrong:
            self._recounter.ask(self.resolutions)
