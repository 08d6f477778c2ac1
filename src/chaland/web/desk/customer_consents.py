"""What one customer agreed to: shown, said at the counter, taken back, proved."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from chaland.accounts.rules import EDIT_CUSTOMERS, VIEW_CUSTOMERS, VIEW_PRIVACY
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.privacy.models import Stance
from chaland.privacy.queries import texts_for
from chaland.privacy.rules import Proof
from chaland.privacy.rules.acts import PARENT
from chaland.sentences import sentence
from chaland.sentences.consents.words import BASES, CHANNELS, REASONS, STATES, purpose_name
from chaland.usecases.consents.change_stance import change_stance
from chaland.usecases.consents.prove_consents import prove_consents
from chaland.usecases.consents.read_consents import Consents, Stand, read_consents
from chaland.usecases.consents.record_consent import record_consent
from chaland.usecases.consents.resend_opt_in import resend_opt_in
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.parts import show_part_of_customer
from chaland.web.desk.refusals import not_found_as_404

SAID = {"oral": ("granted", "oral"), "paper": ("granted", "paper"), "no": ("refused", "oral"),
        "withdrawn": ("withdrawn", "oral"), "told": ("informed", "oral"), "parent": ("granted", "parent")}  # fmt: skip
"""What a button says: the act, and how it was said."""
FIRST = ("newsletter", "offers", "survey")
CHIPS = {"granted": "ok", "pending": "warn", "lapsed": "warn", "refused": "bad", "withdrawn": "bad", "informed": "ok"}


@permission(VIEW_CUSTOMERS)
@require_GET
def customer_consents(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Where the customer stands, by purpose and channel, and everything they said."""
    with not_found_as_404():
        found = read_consents(customer_id, scope=request_scope(request), now=timezone.now())
    rows = [(purpose, purpose_name(purpose), [_shown(one) for one in stands]) for purpose, stands in found.purposes]
    context = {
        "customer_id": customer_id,
        "asked": True,
        "first": [row for row in rows if _is_first(row[0].code, found)],
        "others": [row for row in rows if not _is_first(row[0].code, found)],
        "lines": found.lines,
        "waits": any(one.state == "pending" for _purpose, stands in found.purposes for one in stands),
        "stances": found.stances,
        "is_child": found.is_child,
    }
    return show_part_of_customer(request, "desk/customer/consents.html", context, customer_id=customer_id)


def _is_first(code: str, found: Consents) -> bool:
    return code in FIRST or any(line.entry.purpose == code for line in found.lines)


def _shown(stand: Stand) -> dict[str, object]:
    asks = stand.basis in ("consent", "soft_opt_in")
    return {
        "stand": stand,
        "channel": CHANNELS[stand.channel],
        "state": STATES[stand.state] if asks or stand.state != "none" else BASES[stand.basis],
        "chip": CHIPS.get(stand.state, ""),
        "why": "" if stand.is_allowed else REASONS[stand.reason],
        "is_service": stand.basis == "contract",
        "informs": not asks,
        "is_no": stand.state in ("refused", "withdrawn"),
        "is_yes": stand.state in ("granted", "pending"),
    }


@permission(EDIT_CUSTOMERS)
@require_POST
def consent_act(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Write down what the customer just said, or signed."""
    purpose, channel = request.POST.get("purpose", ""), request.POST.get("channel", "")
    if request.POST.get("said") not in SAID:
        raise Http404
    act, method = SAID[request.POST["said"]]
    scope, language = request_scope(request), get_language() or "fr"
    text = texts_for(purpose[:20], channel, language)
    proof = Proof(
        "desk",
        method,
        language,
        text.pk if text else None,
        operator_id=request.user.pk,
        store_id=scope.store_id,
        reference=request.POST.get("parent", "")[:100] if method == PARENT else "",
    )
    parent_email = request.POST.get("parent_email", "")[:320]
    try:
        written = record_consent(
            customer_id,
            purpose=purpose,
            channel=channel,
            act=act,
            proof=proof,
            scope=scope,
            now=timezone.now(),
            parent_email=parent_email,
        )
    except NotFound as missing:
        raise Http404(missing.code) from missing
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _said(written, method))
    return redirect("customer", customer_id)


def _said(written: str, method: str) -> str:
    if method == PARENT:
        return gettext("It is written down. A mail asks the parent to confirm; until then nothing is sent.")
    if written == "asked":
        return gettext("It is written down. A mail asks them to confirm.")
    return gettext("It is written down, with its proof.")


@permission(EDIT_CUSTOMERS)
@require_POST
def consent_resend(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Send once more the mail that asks them to confirm."""
    try:
        with not_found_as_404():
            resend_opt_in(customer_id, scope=request_scope(request), now=timezone.now())
    except Conflict as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The mail leaves once more. Only its new link works."))
    return redirect("customer", customer_id)


@permission(EDIT_CUSTOMERS)
@require_POST
def consent_stance(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Note, or lift, what the customer refuses as a whole: profiling, or any use of their data."""
    kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
    if kind not in Stance.Kind.values:
        raise Http404
    takes = request.POST.get("action") == "take"
    with not_found_as_404():
        change_stance(customer_id, kind, takes=takes, reason=reason, scope=request_scope(request), now=timezone.now())
    messages.success(request, gettext("It is written down."))
    return redirect("customer", customer_id)


@permission(VIEW_PRIVACY)
@require_GET
def consent_proof(request: DeskRequest, customer_id: int) -> HttpResponse:
    """The proof of everything the customer said, as a ZIP."""
    from chaland.sentences.consents.pack import pack

    with not_found_as_404():
        proof = prove_consents(customer_id, scope=request_scope(request), now=timezone.now())
    name = gettext("consents_{customer}.zip").format(customer=customer_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(pack(proof), content_type="application/zip", headers=headers)
