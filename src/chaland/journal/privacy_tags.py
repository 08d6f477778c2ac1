"""What the journal's tables hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "Access": personal(
        "access",
        staff="user_id token_id store_id",
        technical="at act customer_id customer_ids count detail",
    ),
    "AccessMonth": personal("technical", technical="month_on act lines customers"),
    "ImportRun": personal(
        "import",
        quoting="file_name outcome",
        technical="kind file_name file_hash mapping_hash status started_at finished_at rows_done outcome taken_back",
    ),
    "Upload": personal(
        "import",
        quoting="file_name outcome",
        technical="kind file_name folder store_code check_only status stop_asked rows rows_done outcome run asked_at"
        " finished_at recipe token_id",
    ),
    "RememberedRecipe": personal("shop", shop="signature recipe used_at"),
}
