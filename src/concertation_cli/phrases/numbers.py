"""Points as people read them: with a true minus, as wide as a plus."""


def with_minus(points: int) -> str:
    """Return points as a number, with a true minus below zero."""
    return str(points).replace("-", "\u2212")


def signed(points: int) -> str:
    """Return points with their sign, so that they line up in a column; 0 has none."""
    return f"+{points}" if points > 0 else with_minus(points)
