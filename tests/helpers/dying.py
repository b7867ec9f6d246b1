"""A module that dies of a signal as soon as it is run."""

import os
import signal

os.kill(os.getpid(), getattr(signal, "SIGSEGV", signal.SIGTERM))
