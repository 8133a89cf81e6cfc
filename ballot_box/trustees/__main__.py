"""`python -m ballot_box.trustees`: for a computer with Python, PyNaCl and this folder, and nothing else."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from ballot_box.trustees.offline import ACTS
from web.refusals import Refused


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(prog="python -m ballot_box.trustees", description="Keys to the ballots of a sealed vote.")
    words = parser.add_subparsers(metavar="WHAT", required=True)
    for act in ACTS:
        one = words.add_parser(act.word, help=act.about, description=act.about)
        act.arguments(one)
        one.set_defaults(act=act)
    chosen = parser.parse_args(arguments)
    try:
        chosen.act.run(chosen)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
