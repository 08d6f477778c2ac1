"""What is told of the words of a campaign: what cannot be kept, what had better be looked at, fields, templates."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chaland.campaigns.content.checks import Remark
from chaland.campaigns.content.fields import FIELDS
from chaland.kernel.errors import Refusal

SENTENCES: dict[str, Promise] = {
    "merge_field_unknown": _("There is no field {%(name)s}. Did you mean {%(near)s}?"),
    "merge_field_unlike_any": _("There is no field {%(name)s}. The list of fields is beneath the blocks."),
    "block_unknown": _("There is no block “%(name)s” in such a message."),
    "block_choice_unknown": _("Here stands one of: %(choices)s. Not “%(name)s”."),
    "blocks_too_many": _("At most %(most)s here."),
    "subject_line_break": _("A subject stands on one line."),
    "link_unsafe": _("A link leads to a page (https://…), an address (mailto:) or a number (tel:), not to “%(url)s”."),
    "link_with_field": _("An address holds no fields, spaces or quotes: “%(url)s”."),
    "picture_unknown": _("This picture is not there any more. Choose it again."),
    "picture_too_large": _("This picture is too heavy. At most %(limit)s MB."),
    "picture_too_many_points": _("This picture has too many points. Make it smaller first."),
    "picture_not_read": _("This is no picture that can be read. Choose a JPEG, PNG, WebP or GIF file."),
    "sms_stop_written": _("Leave the STOP number out: the right one is added beneath every text message."),
    "variant_unknown": _("Variants go by the letters a to e, without gaps."),
    "variants_too_many": _("At most %(most)s variants."),
    "variant_not_last": _("Take the last variant out first."),
    "language_unknown": _("The product writes French and English."),
    "content_unknown": _("Nothing is written there yet."),
    "content_missing": _("Nothing is written yet."),
    "content_empty": _("The message is empty."),
    "content_without_language": _(
        "This variant lacks one of the languages: who reads that one gets the text in another."
    ),
    "subject_missing": _("The subject is missing."),
    "field_without_default": _(
        "Not everybody has {%(name)s}. Say what stands there otherwise, after a bar: {%(name)s|…}"
    ),
    "voucher_shown_without_offer": _("It speaks of a voucher, but the campaign offers none yet."),
    "offer_not_shown": _("The campaign offers a voucher that the message does not show: add its block or {%(name)s}."),
    "button_without_link": _("A button leads nowhere: give it an address."),
    "link_not_encrypted": _("%(url)s begins with http: write https, or mailboxes warn of it."),
    "link_bare_number": _("%(url)s leads to a bare number: mailboxes take it for fraud."),
    "link_shortened": _("%(url)s hides where it leads: mailboxes distrust shorteners. Write the address itself."),
    "link_look_alike": _("%(url)s holds letters that look like others: check that it is the address you mean."),
    "link_of_template": _("%(url)s is the address of the template: write your own."),
    "link_dead": _("%(url)s does not answer: nobody would find that page."),
    "subject_long": _("The subject has %(length)s characters: telephones cut it after about %(limit)s."),
    "subject_loud": _("The subject shouts: write it in small letters."),
    "subject_signs": _("The subject has many !, ? or €: spam filters count them."),
    "subject_false_reply": _("The subject passes for an answer (Re:): nobody likes to find out."),
    "subject_emoji": _("The subject shows %(signs)s: some mailboxes draw a box instead."),
    "subject_right_to_left": _("The subject reads from right to left: look at it in the preview."),
    "products_none": _("The block of products shows none yet: choose some, or take it out."),
    "product_not_listed": _("Not in the catalogue: %(names)s. Choose another product, or import it first."),
    "product_without_price": _("No price in the catalogue: %(names)s. The mail shows them without."),
    "product_without_picture": _("No picture in the catalogue: %(names)s."),
    "product_without_link": _("No page in your web shop: %(names)s. Their cards lead nowhere."),
    "novelties_none": _("No product is described in the catalogue: nobody sees the new arrivals."),
    "novelties_without_size": _("None of the products entered last has a size: nobody sees those in their own."),
    "novelties_lacking": _(
        "Of the %(count)s new arrivals that readers may see: %(prices)s without a price, %(pictures)s without a "
        "picture, %(links)s without a page in your web shop."
    ),
    "renewal_elsewhere": _(
        "The renewal button belongs in a journey that begins as an agreement is about to end: take it out here."
    ),
    "referral_without_page": _(
        "No page open today asks for the card of who brought one: the referral link stays empty."
    ),
    "picture_without_words": _("A picture has no words: who does not load it, or cannot see it, reads nothing."),
    "pictures_alone": _("There are only pictures: mailboxes often hide them, and filters distrust them."),
    "sms_spoilt": _("%(signs)s make the message %(parts)s parts long: plain letters would take fewer."),
    "sms_long": _("%(parts)s parts for each person: each is paid for."),
}
TEMPLATES: Mapping[str, Promise] = {
    "welcome": _("Welcome"),
    "birthday": _("Birthday"),
    "private_sale": _("Private sale"),
    "win_back": _("Win back"),
    "cart": _("Abandoned cart"),
    "quote": _("Quote without an answer"),
    "care": _("After-purchase care"),
    "new_arrivals": _("New arrivals in their size"),
    "referral": _("Invite to bring a friend"),
    "points": _("Points about to be lost"),
    "tier": _("Tier reached"),
    "wish": _("A wish has arrived"),
    "consent": _("Agreement about to end"),
}
_LANGUAGES: Mapping[str, Promise] = {"fr": _("French"), "en": _("English")}
FIELD_LABELS: Mapping[str, Promise] = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "civility": _("Civility"),
    "store": _("Store of reference"),
    "store_city": _("Town of that store"),
    "seller": _("Seller of reference"),
    "shop": _("Name of the shop"),
    "card": _("Card number"),
    "points": _("Points"),
    "size": _("Size bought most often"),
    "referral_link": _("Sign-up page with their card, to hand on"),
    "voucher": _("What the voucher gives"),
    "voucher_code": _("Code of the voucher"),
    "voucher_until": _("End of the voucher"),
}


def remark_sentence(remark: Remark) -> str:
    """Return what a remark says, in the language now active."""
    from chaland.sentences import sentence

    params = dict(remark.params)
    if params.get("name") in FIELDS:
        params["name"] = field_name(params["name"], get_language() or "fr")
    return sentence(Refusal(remark.code, **params))


def remarks_told(remarks: Iterable[Remark], *, has_variants: bool) -> list[tuple[Remark, str, str]]:
    """Return each remark, what it says and of which text, in the language now active."""
    return [(one, remark_sentence(one), _text_of(one, has_variants=has_variants)) for one in remarks]


def _text_of(remark: Remark, *, has_variants: bool) -> str:
    """Return which text a remark is about: `French`, or `A, French` where there are variants; empty for the whole."""
    variant, _dash, language = remark.where.partition("-")
    name = str(_LANGUAGES.get(language, ""))
    return f"{variant.upper()}, {name}" if name and has_variants else name


def field_name(code: str, language: str) -> str:
    """Return a field's name as authors write it in a language."""
    french, english = FIELDS[code]
    return french if language == "fr" else english


def field_names(language: str) -> list[tuple[str, Promise]]:
    """Return every field as it is written, braces included, and what it is."""
    return [(f"{{{field_name(code, language)}}}", FIELD_LABELS[code]) for code in FIELDS]
