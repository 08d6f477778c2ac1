"""What the table of exchanges holds of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "Interaction": personal(
        "person",
        subject="customer",
        behaviour="kind channel occurred_at store outcome score due_at done_at",
        free_text="subject text",
        technical="customer author reference import_run",
    ),
    "Opening": personal(
        "shop",
        shop="store code is_open title length_minutes places notice_hours days_ahead hours closed_on holidays_too",
    ),
    "Booking": personal(
        "person",
        subject="interaction__customer",
        behaviour="opening booked_at language",
        technical="interaction token_hash",
    ),
    "Survey": personal("shop", shop="code title questions is_open store created_at"),
    "SurveyLink": personal(
        "person",
        subject="customer",
        behaviour="survey created_at expires_at answered_at",
        technical="customer token_hash",
    ),
    "SurveyAnswer": personal(
        "person",
        subject="interaction__customer",
        behaviour="survey store score choices answered_at",
        free_text="comment",
        technical="interaction key",
    ),
}
