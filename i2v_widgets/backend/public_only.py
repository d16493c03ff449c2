"""Fetching from public addresses only, for a backend that others reach: its own network is none of their business."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Final

import httpx

from i2v_widgets.errors import UnsupportedFile

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class PublicOnly(httpx.AsyncHTTPTransport):
    """Connects to the very address that was looked at: a name may lead elsewhere a moment later.

    Every request comes through here, those that follow a redirect too.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, or refuse it."""
        host = request.url.host
        addresses = await _resolve(host, request.url.port or (443 if request.url.scheme == "https" else 80))
        if not all(is_public(address) for address in addresses):
            raise UnsupportedFile(
                f"{host}: this is no public address, and this backend fetches from no others.",
                hint="Download the file and add it.",
            )
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=str(addresses[0])),
            headers=request.headers,  # with the Host of the name
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},  # and so is the certificate's
        )
        return await super().handle_async_request(pinned)


def is_public(address: Address) -> bool:
    """Whether this is an address of the internet, not of this machine or a network around it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def is_loopback(host: str) -> bool:
    """Whether a server that listens there is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"{host} is not known") from error
    # An address of this link carries its interface: fe80::1%eth0.
    return [ipaddress.ip_address(str(where[0]).split("%")[0]) for *_, where in found]
