"""The few types of customers that a file really holds: found by clustering, their number chosen, each told in a rule.

Main words: feature (a measure or a share), profile, trait, rule.
The same values and seed give the same answer.
"""

from chaland.insight.profiles.choosing import Choice
from chaland.insight.profiles.features import Feature, Kind
from chaland.insight.profiles.finding import LEAST_CUSTOMERS, Profile, Profiles, find_profiles
from chaland.insight.profiles.telling import Condition, Rule, Trait

__all__ = [
    "LEAST_CUSTOMERS",
    "Choice",
    "Condition",
    "Feature",
    "Kind",
    "Profile",
    "Profiles",
    "Rule",
    "Trait",
    "find_profiles",
]
