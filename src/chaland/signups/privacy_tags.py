"""What the tables of sign-up forms hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "SignupForm": personal(
        "shop", shop="code name kind source store content sites starts_on ends_on is_open closed_at created_at"
    ),
    "FormVersion": personal("shop", shop="form number content digest published_at", staff="author"),
    "Submission": personal(
        "person",
        subject="customer",
        contact="told address",
        behaviour="version sent_at confirmed_at language",
        technical="key customer is_new mailed_at",
    ),
    "ContestEntry": personal(
        "person", subject="customer", behaviour="form number entered_at rank", technical="customer"
    ),
    "Draw": personal("shop", shop="form seed entries winners drawn_at", staff="author"),
    "Arrival": personal(
        "person",
        subject="customer",
        behaviour="channel form source store seller arrived_at confirmed_at told_at",
        technical="customer",
    ),
}
