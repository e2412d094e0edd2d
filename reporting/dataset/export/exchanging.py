"""Two folders change places in one step, where the disk knows how."""

import ctypes
import errno
import os
from pathlib import Path

# As in linux/fs.h and fcntl.h: relative paths are of the folder we are in, and both names stay.
_HERE, _EXCHANGE = -100, 2
_CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})


def exchange(one: Path, other: Path) -> bool:
    """Whether they did. Nobody ever finds either name without a folder. Raises OSError where the
    disk could, and something else is in the way.
    """
    library = ctypes.CDLL(None, use_errno=True)
    rename = getattr(library, "renameat2", None)
    if rename is None:
        return False
    if not rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE):
        return True
    said = ctypes.get_errno()
    if said in _CANNOT:
        return False
    raise OSError(said, os.strerror(said), str(other))
