"""A program that takes more than it may have; run by tests/intake/test_child.py as a child."""

import signal
import sys
from time import process_time


def main() -> None:
    match sys.argv[1]:
        case "memory":
            sys.stdout.buffer.write(bytearray(2 * 1024**3))
        case "processor":
            while True:
                pass
        case "work":
            while process_time() < 0.3:
                pass
            sys.stdout.buffer.write(b"done")
        case "wait":
            signal.pause()
        case "fault":
            raise LookupError("of its own")
        case _:
            sys.stdout.buffer.write(sys.stdin.buffer.read())


if __name__ == "__main__":
    main()
