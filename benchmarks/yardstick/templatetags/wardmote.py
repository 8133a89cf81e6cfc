"""Money, as the site writes it."""

from django import template

register = template.Library()


@register.filter
def money(pence: int) -> str:
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"
