"""Known customers completed by the rows of a file, and given back as they were."""

from collections.abc import Collection, Iterable
from datetime import datetime
from operator import attrgetter

from chaland.accounts.rules import EVERYWHERE
from chaland.customers import imported, queries, services
from chaland.customers.models import FormerState
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Conflict
from chaland.sales import services as sales_services


class Updating:
    """Customers whom the rows of a batch complete, as the file has them."""

    def __init__(self, customer_ids: Iterable[int], *, now: datetime, run_id: int | None) -> None:
        """Look everybody up at once."""
        self._known = imported.known_many(customer_ids)
        self._brought = dict.fromkeys(imported.brought(run_id, self._known), now) if run_id else {}
        self._now = now
        self._run_id = run_id

    def update(self, customer_id: int, told: NewCustomer) -> bool:
        """Complete a customer with what a row tells; False when it tells nothing new.

        Raises Conflict `card_taken` or `reference_taken`, before anything is written.
        """
        before = self._known[customer_id]
        after = imported.completed(before, told)
        cards = tuple(number for number in told.cards if number not in before.cards)
        if after == before and not cards:
            return False
        _refuse_taken(customer_id, told, cards)
        services.update_customer(customer_id, after, now=self._now)
        for number in cards:
            services.add_card(customer_id, number, now=self._now)
        if after.home_store_id != before.home_store_id:
            sales_services.open_figures({customer_id: after.home_store_id})
        self._known[customer_id] = queries.as_known(customer_id, EVERYWHERE)
        if self._run_id is not None:
            left = {customer_id: self._known[customer_id]}
            imported.note(self._run_id, {customer_id: before}, left, {customer_id: cards}, self._brought)
        return True


def _refuse_taken(customer_id: int, told: NewCustomer, cards: Iterable[str]) -> None:
    for number, owner in queries.ids_by_card(cards).items():
        if owner != customer_id:
            raise Conflict("card_taken", field="card", text=number)
    for reference, owner in queries.ids_by_reference(filter(None, [told.reference])).items():
        if owner != customer_id:
            raise Conflict("reference_taken", field="reference", text=reference)


def give_back(run_id: int, customer_ids: Collection[int], *, now: datetime) -> int:
    """Give those of these customers whom an import changed their former values back; returns how many.

    What somebody changed since stays as it is now. What was kept to do so goes.
    """
    states = [one for one in FormerState.objects.filter(customer__in=customer_ids) if one.run_id == run_id]
    given: set[int] = set()
    nameless = list(imported.nameless_before(run_id, customer_ids).values_list("pk", flat=True))
    for state in sorted(states, key=attrgetter("pk"), reverse=True):
        before, after = imported.of_json(state.before), imported.of_json(state.after)
        current = queries.as_known(state.customer_id, EVERYWHERE)
        wanted = imported.given_back(current, before, after)
        if wanted != current:
            services.update_customer(state.customer_id, wanted, now=now)
        imported.drop_cards(state.customer_id, state.cards)
        given.add(state.customer_id)
    FormerState.objects.filter(pk__in=[one.pk for one in states]).delete()
    imported.forget_names(run_id, nameless)
    return len(given)
