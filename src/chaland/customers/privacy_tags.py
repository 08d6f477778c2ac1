"""What the tables of the customer file hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "Household": personal("person", identity="reference size children_birth_years"),
    "Customer": personal(
        "person",
        subject="pk",
        identity="reference civility first_name last_name birth_day birth_month birth_year language profession hobbies"
        " marital_status household custom",
        contact="postcode city commune",
        behaviour="home_store home_seller created_at",
        technical="search_city search_name search_given updated_at import_run merged_into",
    ),
    "ContactPoint": personal(
        "person",
        subject="customer",
        contact="kind value status is_main address1 address2 postcode city commune country",
        technical="customer normalised created_at copied_from",
    ),
    "PrintedCard": personal("technical", technical="number drawn_at"),
    "Card": personal(
        "person", subject="customer", identity="number status issued_at", technical="customer original_customer"
    ),
    "Merge": personal(
        "person",
        subject="absorbed",
        identity="changes",
        technical="survivor absorbed survivor_stores absorbed_stores made_at made_by undone_at undone_by",
    ),
    "Likeness": personal(
        "person",
        subject="one",
        derived="kind score reasons is_plain decision",
        technical="one other found_at decided_at decided_by",
    ),
    "LikenessSearch": personal("technical", technical="wanted_at found_at customers"),
    "MergeItem": personal("person", subject="original_customer", technical="table row original_customer"),
    "SentForm": personal("person", subject="customer", technical="key customer"),
    "FieldPolicy": personal("shop", shop="field requirement purpose"),
    "CustomField": personal("shop", shop="code label kind choices requirement purpose position"),
    "SavedView": personal("staff", quoting="name query", drops_quoting=True, staff="name query user position"),
    "FormerState": personal(
        "import", subject="customer", identity="before after cards", technical="run customer changed_at"
    ),
}
