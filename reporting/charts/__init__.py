"""Charts of figures, as SVG made here: each says its numbers in a title and survives grey print."""
