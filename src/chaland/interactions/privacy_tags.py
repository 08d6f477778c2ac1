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
}
