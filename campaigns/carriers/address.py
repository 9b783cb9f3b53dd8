"""Where an address given by people leads: judged before anything connects, and to that very place.

A name is resolved once; no second answer of a name server can lead a connection inside.
"""

import ipaddress
import socket
from urllib.parse import SplitResult

import certifi
import urllib3


def judged(parts: SplitResult, *, allow_private: bool) -> str:
    """The address to connect to; raises ValueError when any of the name's addresses is inside."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    for address in sorted(found):
        if not allow_private and not is_outside(address):
            raise ValueError(f"{host} leads to {address}, which is no public address")
    return min(found, key=lambda address: (":" in address, address))


def is_outside(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return ip.is_global and inner.is_global and not ip.is_multicast


def pool(
    parts: SplitResult, address: str, *, timeout: urllib3.Timeout
) -> urllib3.HTTPConnectionPool:
    """Connected to the judged address, its certificate held to the name."""
    if parts.scheme != "https":
        return urllib3.HTTPConnectionPool(address, parts.port, timeout=timeout)
    host = parts.hostname or ""
    return urllib3.HTTPSConnectionPool(
        address,
        parts.port,
        timeout=timeout,
        server_hostname=host,
        assert_hostname=host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
    )


def path(parts: SplitResult) -> str:
    """What to ask the host for."""
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
