"""From where a request comes, as far as we can know: what throttles count by (safety S-S7)."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# Whoever has one address of IPv6 has all of its network.
_ONE_NETWORK = 64


def client_address(request: HttpRequest) -> str:
    """The address that the proxies of this service saw. What stands in the header before that was
    written by whoever asks, and counts for nothing.
    """
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    proxies = settings.PROXIES
    if 0 < proxies <= len(seen):
        address = seen[-proxies].strip()
        if _is_address(address):
            return address
    return str(request.META.get("REMOTE_ADDR", ""))


def network(request: HttpRequest) -> str:
    """The address; of IPv6 the network that one customer has."""
    address = client_address(request)
    if not _is_address(address):
        return address
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((found, _ONE_NETWORK), strict=False))
    return str(found)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
