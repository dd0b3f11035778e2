"""How much memory the C library keeps of what was freed, and how much of it Python looks through for garbage."""

from __future__ import annotations

import ctypes
import gc

LARGE = 1024 * 1024  # bytes
_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of glibc's malloc.h


def give_back_large_blocks() -> None:
    """Have each block of a megabyte or more go back to the kernel as soon as it is freed, in this process from now on.

    By itself glibc takes the largest block freed so far for the size up to which a thread keeps what it frees
    (mallopt(3)), so that each thread which has ever checked a password keeps the memory of one. Another C library
    keeps nothing and is told nothing.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, LARGE)


def keep_what_is_there() -> None:
    """Have the garbage collector look no more at what has been made until now: all modules, most of the memory.

    Going through that takes it 20 ms on a desktop's core, in the middle of somebody's request.
    """
    gc.collect()
    gc.freeze()
