"""What the tables of findings hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "Finding": personal("technical", technical="kind store wanted_at found_at found_on refusal told"),
    "SavedReport": personal("staff", staff="name screen query user is_shared saved_at"),
    "MonthReader": personal("staff", staff="user store since_on"),
    "MonthMail": personal("staff", staff="user month_on queued_at"),
    "Prediction": personal(
        "person",
        subject="customer",
        derived="store computed_on p_alive expected_visits_90 expected_visits_365 expected_revenue_90_cents"
        " expected_revenue_365_cents",
        technical="customer",
    ),
}
