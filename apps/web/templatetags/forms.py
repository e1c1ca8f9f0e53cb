"""How a form's field is drawn."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw a field's input without its placeholder: the label above says the same and stays while one types."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return field.widget_type == "checkbox"
