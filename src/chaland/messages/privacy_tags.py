"""What the tables of outgoing mails hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "OutgoingMail": personal(
        "mail",
        subject="customer",
        quoting="to",
        drops_quoting=True,
        contact="to",
        behaviour="kind subject text html state created_at sent_at",
        technical="key customer headers message_id attempts next_try_at good_until basis purpose merchant error",
    ),
    "MailAttachment": personal("mail", technical="mail name content_type content"),
    "Confirmation": personal(
        "pending",
        subject="customer",
        contact="address replaces",
        consent="kind items language created_at expires_at used_at",
        technical="customer token_hash mails",
    ),
    "RenewalNotice": personal("consent", subject="customer", consent="step noted_at", technical="customer entry_id"),
}
