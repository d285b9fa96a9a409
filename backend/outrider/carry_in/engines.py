"""The code on a receipt, which leads to the customer's page."""

import segno


def code(url: str) -> str:
    """As the address of a picture."""
    return str(segno.make(url, error="m").svg_data_uri(border=2, scale=4, dark="#000", light="#fff"))
