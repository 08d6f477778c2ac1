"""How many a rule describes, its sentence, and what to say of it at once."""

from dataclasses import dataclass, field
from datetime import datetime

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Forbidden, Refusal
from chaland.segments.tree import parse
from chaland.sentences import sentence
from chaland.sentences.segments.notices import notices
from chaland.sentences.segments.words import Phrase, rule_phrase
from chaland.usecases.segments import look_at_segment
from chaland.usecases.segments.name_things import names_in
from chaland.web.desk.segments.form import Reading


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands beside the rule.

    count, of: how many it describes and of how many, None while it cannot be read. phrase: its sentence in pieces.
    notices: what else to know, each one sentence. problem: why there is no count.
    """

    count: int | None = None
    of: int = 0
    phrase: Phrase = ()
    notices: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def share(self) -> float | None:
        """Of the file, 0 to 1; None of an empty file."""
        return self.count / self.of if self.count is not None and self.of else None


def counted(
    reading: Reading, scope: Scope, *, own_id: int | None = None, is_saved: bool = False, now: datetime
) -> Counted:
    """Count a rule that may be unfinished.

    Raises Forbidden `store_not_allowed`, unless the rule is a saved one: then there is no count, and why.
    """
    if reading.rule is None:
        return Counted()
    tree = parse(reading.rule)
    names = names_in([tree], scope)
    phrase = rule_phrase(tree, names)
    try:
        look_at_segment.read(reading.rule, scope, now=now, own_id=own_id)
        count, of = look_at_segment.count(reading.rule, scope, now=now)
    except Refusal as refusal:
        if isinstance(refusal, Forbidden) and not is_saved:
            raise
        return Counted(phrase=phrase, problem=sentence(refusal))
    return Counted(count, of, phrase, notices(tree, names, is_empty=count == 0 < of))
