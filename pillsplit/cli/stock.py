"""What is in the house, as a command has it."""

from __future__ import annotations

from fractions import Fraction

from pillsplit.model.plan import Plan
from pillsplit.request import Request


def stock(request: Request, plan: Plan) -> dict[str, Fraction]:
    """Return what is in the house, by product id, and remark what was assumed.

    Raises:
        UsageError: for an amount that cannot be acted on.
    """
    if not request.have:
        return {}
    from pillsplit.verbs.stock import read_amounts  # few name it, and it costs

    amounts, remarks = read_amounts("have", request.have, plan.shelf, plan.products_used, request.preferences)
    request.remarks.extend(dict.fromkeys(remarks))
    return amounts
