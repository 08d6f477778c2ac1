"""Tables of the loyalty programme."""

from chaland.loyalty.models.clearing import Settlement, StreetMember
from chaland.loyalty.models.ledger import Balance, DailyClosing, Entry, Referral
from chaland.loyalty.models.offline import OfflineBurn
from chaland.loyalty.models.private_sales import PrivateSale
from chaland.loyalty.models.programme import Programme, ProgrammeVersion
from chaland.loyalty.models.vouchers import Voucher, VoucherKind, VoucherUse

__all__ = [
    "Balance",
    "DailyClosing",
    "Entry",
    "OfflineBurn",
    "PrivateSale",
    "Programme",
    "ProgrammeVersion",
    "Referral",
    "Settlement",
    "StreetMember",
    "Voucher",
    "VoucherKind",
    "VoucherUse",
]
