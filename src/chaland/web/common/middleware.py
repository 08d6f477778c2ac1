"""Limits on how long a session lasts."""

from django.utils.deprecation import MiddlewareMixin as session_limits
