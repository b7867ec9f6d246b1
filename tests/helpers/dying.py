"""A module that dies of a signal as soon as it is run as a program."""

import os
import signal

if __name__ == "__main__":
    os.kill(os.getpid(), getattr(signal, "SIGSEGV", signal.SIGTERM))
