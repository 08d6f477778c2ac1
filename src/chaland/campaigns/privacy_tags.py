"""What the tables of campaigns hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "Policy": personal(
        "shop",
        shop="most_messages in_days most_by_channel hold_out_percent hold_out_seed hold_out_since hold_out_first_on",
    ),
    "Journey": personal(
        "shop",
        shop="name trigger options steps segment store hour seed control_percent is_on since_on looked_at stopped_for"
        " created_at changed_at launched_at",
        staff="author launcher",
    ),
    "Passage": personal(
        "person",
        subject="customer",
        behaviour="journey occasion on step state reason entered_at",
        technical="customer due_at",
    ),
    "Campaign": personal(
        "shop",
        shop="name channel purpose merchant store segment journey rule cases state seed control_percent starts_at"
        " ends_at per_hour window_days fixed_cents thousand_cents left_out paused_for reference created_at changed_at"
        " approved_at launched_at frozen_at finished_at",
        staff="author approver launcher",
    ),
    "Part": personal("shop", shop="campaign place segment name"),
    "Content": personal("shop", shop="campaign variant language subject body changed_at"),
    "LinkCount": personal("shop", shop="content link by_machine times"),
    "Picture": personal("shop", shop="digest content_type width height content added_at"),
    "Message": personal(
        "person",
        subject="customer",
        blanked="customer reason provider_id",
        behaviour="campaign occasion case state reason sent_at delivered_at bounced_at complained_at clicked_at"
        " unsubscribed_at entered_on",
        derived="variant stratum tier parts",
        technical="customer voucher key attempts next_try_at provider_id consent_entry_id scanned_at",
    ),
    "MailingList": personal(
        "shop",
        shop="number name purpose merchant segment fields is_on read_until begun_at ended_at counts error",
    ),
    "Listed": personal("technical", technical="mailing_list customer_number address told contact"),
    "MoreVoucher": personal("person", subject="message__customer", technical="message voucher"),
    "MessageEvent": personal(
        "person", subject="message__customer", behaviour="kind at", technical="message external detail"
    ),
}
