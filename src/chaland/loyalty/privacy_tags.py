"""What the tables of the loyalty programme hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "Programme": personal("shop", shop="merchant name is_active"),
    "ProgrammeVersion": personal(
        "shop", shop="programme valid_from rules burn_points burn_cents made_at", staff="made_by"
    ),
    # What tells whose an entry may be goes with the person; the entry stays, nobody's.
    "Entry": personal(
        "receipt",
        behaviour="store merchant_id kind points on at receipt_id reference",
        technical="seq programme subject key private_seal previous_hash hash salt",
        staff="operator_id",
    ),
    "Balance": personal(
        "person",
        subject="customer",
        behaviour="points debt earned lost_on lost_points tier",
        technical="customer programme counted_on tier_measured tier_ends_on before before_by",
    ),
    # Whose it is goes with the person, as in the ledger; what the shop bore stays, nobody's.
    "OfflineBurn": personal(
        "receipt",
        behaviour="till points worth_cents taken missing_cents burnt_at received_at",
        technical="key subject serial seen_at",
        staff="seller seen_by",
    ),
    "Referral": personal("person", subject="referred", behaviour="made_at bought_on", technical="referred referrer"),
    "DailyClosing": personal(
        "shop", shop="store day first_seq last_seq head totals grand_totals made_at previous_seal seal"
    ),
    "VoucherKind": personal(
        "shop",
        shop="name english_name terms uses valid_days points is_automatic programme merchant is_active reference"
        " replaced_by created_at",
    ),
    # What was honoured stays, nobody's.
    "Voucher": personal(
        "receipt",
        subject="customer",
        blanked="customer",
        behaviour="code kind store state uses_left valid_from valid_until issued_at reason points",
        technical="customer reserved_by reserved_until key",
        staff="issued_by",
    ),
    "VoucherUse": personal(
        "receipt",
        behaviour="voucher act store receipt_id discount_cents uses_left at reason",
        technical="key",
        staff="operator_id",
    ),
    "PrivateSale": personal("shop", shop="name merchant store first_on last_on"),
    "StreetMember": personal("shop", shop="merchant iban joined_on left_on"),
    "Settlement": personal("shop", shop="until_on positions payments made_at", staff="made_by"),
}
