"""What the tables of consents and rights hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "ConsentText": personal("shop", shop="purpose channel language version text text_hash in_force_from"),
    "ConsentPolicy": personal("shop", shop="renewal_months sms_from sms_to"),
    "ConsentEntry": personal(
        "consent",
        consent="purpose channel merchant_id controller act given_at recorded_at zone point method language text_id"
        " text_hash operator_id store_id form_version",
        technical="number subject private_seal trace_seal previous_hash hash",
    ),
    "ConsentPrivate": personal("consent", contact="address reference", technical="entry salt"),
    "ConsentTrace": personal("consent_trace", technical="entry ip user_agent salt recorded_at"),
    "Purpose": personal("shop", shop="code name is_marketing is_active position"),
    "PurposeChannel": personal("shop", shop="purpose channel basis similar_products"),
    "Stance": personal("person", subject="customer", consent="kind since reason", technical="customer"),
    "Objection": personal("objection", technical="kind digest created_at"),
    "Subject": personal("consent", subject="customer", technical="key customer own_customer_id"),
    "CurrentConsent": personal(
        "person",
        subject="customer",
        consent="purpose channel merchant state since expires_at address by_parent",
        technical="customer entry",
    ),
    "Erasure": personal("objection", technical="key erased_at cleaned_at receipts", staff="user"),
    "ErasedKey": personal("objection", technical="erasure digest"),
    "DataRequest": personal(
        "request",
        subject="customer",
        blanked="customer note",
        consent="kind received_on due_on note outcome closed_at",
        technical="customer",
        staff="author closed_by",
    ),
    "Recipient": personal(
        "request",
        shop="why detail taken_out_at noted_at told_at",
        technical="customer_number",
        staff="taken_out_by told_by",
    ),
    "StayQuestion": personal("person", subject="customer", behaviour="asked_at answered_at", technical="customer"),
    "NotesMail": personal("staff", staff="user week_on queued_at", technical="until_id"),
    "Breach": personal(
        "breach",
        shop="known_at from_at until_at facts effects measures notified_at people_told_at written_at",
        staff="user author",
    ),
    "RegisterEdition": personal("shop", shop="made_at digest content"),
    "RetentionChoice": personal("shop", shop="row days reason changed_at", staff="author"),
    "RetentionRun": personal("technical", technical="ran_on ran_at outcome"),
}
