"""What the tables about the lake hold of persons: keys alone."""

from chaland.kernel.personal import personal

TAGS = {
    "Change": personal("technical", technical="topic ids"),
    "LakeState": personal("technical", technical="generation versions shape shown_at"),
}
