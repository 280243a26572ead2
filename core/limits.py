"""How often one address may do something without an account, without keeping the address."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac


def is_too_often(request: HttpRequest, *, what: str, most: int, seconds: int) -> bool:
    """Count one time more, and tell whether this address did it more than `most` times in so many seconds.

    The name of the count says nothing about the address and differs from day to day. Without a cache nobody is held up.
    """
    address = get_adapter(request).get_client_ip(request)
    told = f"{timezone.localdate()}:{what}:{address}"
    key = f"limit:{salted_hmac('core.limits', told, algorithm='sha256').hexdigest()[:32]}"
    cache.add(key, 0, seconds)
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # it ran out between the two calls, or there is no cache
        return False
