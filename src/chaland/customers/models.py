"""Tables of who the customers are."""

from django.db import models
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.database.fields import FoldedField
from chaland.journal.models import ImportRun
from chaland.stores.models import Seller, Store


class Household(models.Model):
    """People who live together. `reference` is an outside system's name for them.

    size: number of members, counted or declared. children_birth_years: list of years.
    """

    reference = models.CharField(_("reference"), max_length=64, unique=True, null=True, blank=True)
    size = models.PositiveSmallIntegerField(_("people in the household"), null=True, blank=True)
    children_birth_years = models.JSONField(_("children’s birth years"), default=list, blank=True)


class Customer(models.Model):
    """A person in the file, bought or not: a prospect is one without a receipt.

    reference: an outside system's name, such as `cj:900`.
    birth_year: may be unknown while day and month are known.
    postcode, city, commune: of the main address, kept beside the name for lists.
    custom: values of the custom fields by their code.
    merged_into: the file that took this one in, itself in nobody; see `Merge`. One merged is in no list and no count.
    search_name, search_given: folded "last first" and "first last", for prefix search.
    """

    class Civility(models.TextChoices):
        """How the person is addressed."""

        MADAM = "mme", _("Ms")
        SIR = "m", _("Mr")

    class MaritalStatus(models.TextChoices):
        """Civil status, asked only where the shop's policy says so."""

        SINGLE = "single", _("Single")
        COUPLE = "couple", _("In a couple")
        MARRIED = "married", _("Married")
        SEPARATED = "separated", _("Separated")
        WIDOWED = "widowed", _("Widowed")

    reference = models.CharField(_("reference"), max_length=64, unique=True, null=True, blank=True)
    civility = models.CharField(_("civility"), max_length=3, choices=Civility.choices, blank=True)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    birth_day = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, blank=True)
    profession = models.CharField(_("profession"), max_length=100, blank=True)
    hobbies = models.CharField(_("hobbies"), max_length=200, blank=True)
    marital_status = models.CharField(_("marital status"), max_length=10, choices=MaritalStatus.choices, blank=True)
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("household")
    )
    home_store = models.ForeignKey(
        Store,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="home_customer",
        verbose_name=_("store of reference"),
    )
    home_seller = models.ForeignKey(
        Seller,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="home_customer",
        verbose_name=_("seller of reference"),
    )
    postcode = models.CharField(max_length=10, blank=True, editable=False)
    city = models.CharField(max_length=100, blank=True, editable=False)
    search_city = FoldedField(max_length=100, blank=True, db_index=True, editable=False)
    commune = models.CharField(max_length=5, blank=True, editable=False)
    custom = models.JSONField(default=dict, blank=True)
    search_name = FoldedField(max_length=201, db_index=True, editable=False)
    search_given = FoldedField(max_length=201, db_index=True, editable=False)
    created_at = models.DateTimeField(db_index=True)
    updated_at = models.DateTimeField()
    import_run = models.ForeignKey(
        ImportRun, models.SET_NULL, null=True, editable=False, related_name="+", related_query_name="customer"
    )
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, editable=False, related_name="absorbed", db_index=False
    )

    class Meta:
        indexes = (
            models.Index(fields=["birth_month", "birth_day", "birth_year"], name="customer_birthday"),
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="customer_absorbed"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(birth_day__isnull=True, birth_month__isnull=True, birth_year__isnull=True)
                | models.Q(birth_day__range=(1, 31), birth_month__range=(1, 12)),
                name="customer_birthday_has_day_and_month",
            ),
        )


class ContactPoint(models.Model):
    """One way to reach a customer.

    value: as typed. normalised: E.164, canonical e-mail, or the folded address.
    is_main: the one of its kind used first. The address columns are empty for other kinds.
    copied_from: whose own it is, where a merge brought it.
    """

    class Kind(models.TextChoices):
        """The channel."""

        EMAIL = "email", _("E-mail")
        MOBILE = "mobile", _("Mobile")
        PHONE = "phone", _("Phone")
        ADDRESS = "address", _("Address")

    class Status(models.TextChoices):
        """Whether it still reaches the person."""

        VALID = "valid", _("Valid")
        BOUNCED = "bounced", _("Bounced")
        MOVED = "moved", _("Moved")

    # The unique constraint begins with it: an index of its own is only written, never read.
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_points", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=320)
    normalised = FoldedField(max_length=320)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.VALID)
    is_main = models.BooleanField(default=True)
    address1 = models.CharField(max_length=150, blank=True)
    address2 = models.CharField(max_length=150, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=100, blank=True)
    commune = models.CharField(max_length=5, blank=True)
    country = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField()
    copied_from = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["customer", "kind", "normalised"], name="contact_point_once"),
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=models.Q(is_main=True), name="one_main_contact_point"
            ),
        )
        indexes = (
            models.Index(fields=["normalised", "kind"], name="contact_point_normalised"),
            # People tell a till the end of their number.
            models.Index(Right("normalised", 4), condition=models.Q(kind__in=["mobile", "phone"]), name="phone_end"),
            models.Index(
                fields=["copied_from"], condition=models.Q(copied_from__isnull=False), name="contact_point_copied"
            ),
        )


class Card(models.Model):
    """A loyalty card; its number keeps its leading zeros.

    original_customer: whose it was, where a merge brought it.
    """

    class Status(models.TextChoices):
        """Whether the card may still be used."""

        ACTIVE = "active", _("Active")
        LOST = "lost", _("Lost")
        REPLACED = "replaced", _("Replaced")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="cards")
    number = models.CharField(_("card number"), max_length=40, unique=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    issued_at = models.DateTimeField()
    original_customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = (
            models.Index(
                fields=["original_customer"], condition=models.Q(original_customer__isnull=False), name="card_original"
            ),
        )


class PrintedCard(models.Model):
    """The number of a card that was drawn, so that no two cards ever bear the same; nobody's until it is given."""

    number = models.CharField(max_length=13, primary_key=True)
    drawn_at = models.DateTimeField()


class Merge(models.Model):
    """One file taken in by another, as both stood: what un-merging needs to put everything back.

    survivor, absorbed: the heads of their trees at that moment; the merges that stand are the branches.
    changes: by field of the survivor, what it said before and after.
    survivor_stores, absorbed_stores: which stores knew each of the two before they were ever merged.
    """

    survivor = models.ForeignKey(Customer, models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    changes = models.JSONField(default=dict)
    survivor_stores = models.JSONField(default=list)
    absorbed_stores = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="merge")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["absorbed"], condition=models.Q(undone_at__isnull=True), name="merged_into_one_only"
            ),
        )


class MergeItem(models.Model):
    """A row that a merge gave to another customer, and whose it was. table: the label of its model."""

    table = models.CharField(max_length=60)
    row = models.BigIntegerField()
    original_customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["table", "row"], name="merge_item_once"),)


class SentForm(models.Model):
    """A form of a new customer once sent, by its key: sent twice, it opens one file."""

    key = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="sent_form")


class Requirement(models.TextChoices):
    """Whether a field is asked for."""

    OFF = "off", _("Off")
    OPTIONAL = "optional", _("Optional")
    REQUIRED = "required", _("Required")


class FieldPolicy(models.Model):
    """What the network decided for one standard field, and why it asks. Source: RGPD art. 5(1)(c)."""

    field = models.CharField(max_length=40, unique=True)
    requirement = models.CharField(max_length=8, choices=Requirement.choices)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)


class CustomField(models.Model):
    """A field of the network's own. Values live in `Customer.custom` under `code`.

    choices: list of labels, for the kind "choice".
    """

    class Kind(models.TextChoices):
        """The type of its values."""

        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=60)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    requirement = models.CharField(max_length=8, choices=Requirement.choices, default=Requirement.OPTIONAL)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)


class SavedView(models.Model):
    """A named state of the customer list: its filters, order and columns, as the query string of its address.

    user: whose it is; without one, everybody's.
    """

    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=2000)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", related_query_name="saved_view")
    position = models.PositiveSmallIntegerField(default=0)


class FormerState(models.Model):
    """A customer as an import found them and left them: what taking it back needs. Goes when the customer does.

    before, after: `imported.as_json` of the file then. cards: numbers the import gave them.
    changed_at: when, for those whom an earlier row of the same import had brought; None for those there before it.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+", related_query_name="former_state")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="former_state")
    before = models.JSONField()
    after = models.JSONField()
    cards = models.JSONField(default=list)
    changed_at = models.DateTimeField(null=True)


class Likeness(models.Model):
    """Two customers who may be one person, or live together, and what somebody decided. one < other.

    score: the probability, from 0 to 1; 1 for a household. reasons: codes of what they share or not.
    is_plain: nothing speaks against it, so that many may be accepted at once.
    """

    class Kind(models.TextChoices):
        """What the two may be."""

        PERSON = "person", _("Same person")
        HOUSEHOLD = "household", _("Same household")

    class Decision(models.TextChoices):
        """What was decided."""

        OPEN = "", _("To look at")
        DIFFERENT = "different", _("Never the same")
        LATER = "later", _("Later")
        DONE = "done", _("Done")

    kind = models.CharField(max_length=9, choices=Kind.choices)
    one = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="likeness_as_one")
    other = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="likeness_as_other")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    is_plain = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=9, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="likeness")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "one", "other"], name="likeness_once"),)
        indexes = (models.Index(fields=["kind", "decision", "-score", "id"], name="likeness_to_decide"),)


class LikenessSearch(models.Model):
    """When the file was last searched for duplicates, and asked to be. One row. customers: how many it held."""

    wanted_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(null=True)
    customers = models.PositiveBigIntegerField(default=0)
