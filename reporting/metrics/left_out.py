"""Measures that the reference names and this service does not count, each with its reason."""

from collections.abc import Mapping
from types import MappingProxyType

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "M071": "An end code that is none cannot be stored: the list is closed.",
        "M099": "Employment support is given by advisers, who do not work with this system.",
        "M1009": "How people meet is asked of each contact; a file’s unknown is kept as other.",
        "VODIM": "Counted by field and file where the national return is checked.",
    }
)
