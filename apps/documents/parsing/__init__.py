"""Parsing untrusted bytes: in a process of its own, which holds no secrets and can be lost without loss.

The engines are pure, but what they read was written by strangers and much of what reads it is C. So no worker parses: it
asks a child that has limits of time and memory, an empty environment and, where the kernel allows, no network. A page that
kills the child gives an error with a name, and the next page a new child.
"""

from .errors import ParserCrashed, ParserFailed, ParserOutOfMemory, ParserTimedOut
from .pages import examine_page, read_page, shut_out
from .parser import Limits, Parser

__all__ = [
    "Limits",
    "Parser",
    "ParserCrashed",
    "ParserFailed",
    "ParserOutOfMemory",
    "ParserTimedOut",
    "examine_page",
    "read_page",
    "shut_out",
]
