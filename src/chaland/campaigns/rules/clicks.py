"""Whether a link was followed by a person or by a machine that checks mails: machines prove nothing."""

import re
from datetime import datetime, timedelta

TOO_SOON = timedelta(seconds=5)
"""After a mail left: nobody has received, opened and read it."""
AT_ONCE = timedelta(seconds=3)
"""Between two links of one mail: people read in between."""
# Programs that check or show links before people do, and libraries that no person reads with, by their own names.
# Cubot makes telephones.
_MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|preview|scanner|proofpoint|mimecast|barracuda|ironport|fireeye|trendmicro|symantec|"
    r"forcepoint|safelinks|msoffice|microsoft office|office existence|headless|phantomjs|python|curl/|wget/|go-http|"
    r"java/|okhttp|libwww|httpclient|axios|node-fetch|facebookexternalhit|whatsapp|slack|googleimageproxy|"
    r"yahoomailproxy|zgrab|masscan|feedfetcher",
    re.IGNORECASE,
)


def is_machine(method: str, agent: str) -> bool:
    """Tell whether what asks for a link says of itself that it is a machine.

    >>> [is_machine(method, "Mozilla/5.0 (iPhone)") for method in ("GET", "HEAD")]
    [False, True]
    """
    return method != "GET" or not agent.strip() or _MACHINES.search(agent) is not None


def is_too_quick(now: datetime, *, sent_at: datetime | None, other_at: datetime | None) -> bool:
    """Tell whether no person follows a link so soon. other_at: when another link of the same message last was.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> is_too_quick(noon, sent_at=noon - timedelta(hours=1), other_at=noon - timedelta(seconds=1))
    True
    """
    if sent_at is None or now - sent_at < TOO_SOON:
        return True
    return other_at is not None and abs(now - other_at) < AT_ONCE
