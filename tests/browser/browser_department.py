"""Makes the department that the browser visits, in the data folder named by the environment. Run as a program.

A process of its own: a browser driven from Python keeps an event loop in its thread, and Django refuses its
database there.
"""

import sys

import django


def main(arguments: list[str]) -> int:
    """Make the demonstration's department, as `countersign demo` does; 0 when it is there.

    With a handle and a title, open an account on its practice platform instead and print the token.
    """
    django.setup()
    if arguments:
        from countersign.practice import services

        handle, title = arguments
        print(services.open_account(handle, title))
        return 0
    from countersign.site.demo import running

    running.prepare(fresh=False, stdout=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
