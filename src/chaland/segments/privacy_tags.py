"""What the tables of segments hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "Segment": personal("shop", shop="name rule version store is_told_at_till author created_at changed_at members_at"),
    "SegmentVersion": personal("shop", shop="segment number rule author made_at"),
    "Membership": personal("person", subject="customer", derived="segment entered_at left_at", technical="customer"),
}
