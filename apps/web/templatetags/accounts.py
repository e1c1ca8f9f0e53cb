"""Words about an account."""

from django import template

from apps.web.presentation.devices import device_name

register = template.Library()
register.filter("device", device_name)
