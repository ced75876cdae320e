"""Arithmetic of exact numbers: whole ones stay whole, decimals are never binary, and none grows without a bound."""

from __future__ import annotations

from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow, Rounded, Underflow
from fractions import Fraction

Figure = int | Decimal

MOST_DIGITS = 200  # of a result, before its decimal sign and behind it: the product of four typed figures has as many
_BOUND = 10**MOST_DIGITS
# Of two such figures each sum and product has a place here; what has none raises.
_EXACT = Context(
    prec=5 * MOST_DIGITS,
    Emax=20 * MOST_DIGITS,
    Emin=-20 * MOST_DIGITS,
    traps=[Inexact, Rounded, Overflow, Underflow, InvalidOperation],
)
_WITHOUT_ZEROS = Context(prec=5 * MOST_DIGITS, traps=[Inexact, InvalidOperation])  # zeros alone may go


class TooLong(ArithmeticError):
    """The result has more than MOST_DIGITS digits before or behind its decimal sign."""


def calculated(operator: str, left: Figure, right: Figure) -> Figure:
    """
    The sum, difference or product of two numbers; whole where both are.

    A product has no more decimals than its factors, unless they are needed: 12.50 * 0.20 is 2.50.

    Raises:
        TooLong
    """
    if isinstance(left, int) and isinstance(right, int):
        whole = left + right if operator == "+" else left - right if operator == "-" else left * right
        return _bounded(whole)
    try:
        one, other = Decimal(left), Decimal(right)
        if operator == "*":
            return _bounded(_shortened(_EXACT.multiply(one, other), max(decimals_of(one), decimals_of(other))))
        return _bounded(_EXACT.add(one, other) if operator == "+" else _EXACT.subtract(one, other))
    except DecimalException:
        raise TooLong from None


def negated(figure: Figure) -> Figure:
    """The same below zero instead of above it, or the other way round; there is one zero."""
    return -figure if isinstance(figure, int) else calculated("-", Decimal(0), figure)


def rounded(dividend: Figure, divisor: Figure, digits: int) -> Figure:
    """
    The quotient with this many decimals; halves go away from zero. With none it is whole.

    Raises:
        ZeroDivisionError
        TooLong
    """
    exact = abs(Fraction(dividend) / Fraction(divisor)) * 10**digits
    units = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    units = -units if (dividend < 0) is not (divisor < 0) else units
    if not digits:
        return _bounded(units)
    try:
        return _bounded(_EXACT.scaleb(Decimal(units), -digits))
    except DecimalException:
        raise TooLong from None


def decimals_of(figure: Decimal) -> int:
    """How many digits stand behind the decimal sign, zeros too."""
    exponent = figure.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def with_decimals(figure: Figure, decimals: int) -> Figure:
    """The same number with this many decimals, where no digit is lost."""
    exact = Decimal(figure)
    return figure if decimals_of(exact) == decimals else _shortened(exact, decimals)


def _shortened(figure: Decimal, decimals: int) -> Decimal:
    try:
        return figure.quantize(Decimal(1).scaleb(-decimals), context=_WITHOUT_ZEROS)
    except DecimalException:
        return figure.normalize(_WITHOUT_ZEROS)  # the decimals that are needed


def _bounded(figure: Figure) -> Figure:
    # A Decimal's own `abs` would round to the digits of the thread.
    size = figure.copy_abs() if isinstance(figure, Decimal) else abs(figure)
    if size >= _BOUND or (isinstance(figure, Decimal) and decimals_of(figure) > MOST_DIGITS):
        raise TooLong
    return figure if figure else size
