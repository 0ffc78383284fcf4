"""Makes the committed reference numbers of the Qwen2-VL parity tests, and two timings for benchmarks.

Needs pip packages only: torch (CPU), transformers 5.17.0, tokenizers, safetensors, Pillow, numpy. The build never runs it.

    make_reference.py fixtures [--out DIR] [--only PART ...]   writes src/test/resources/dev/descry/reference
    make_reference.py bench-jpeg --out FILE                    writes a 4032 x 3024 JPEG like a photograph
    make_reference.py time-preprocess FILE [--repeat N]        Pillow + numpy: decode, resize, patches, in ms
    make_reference.py big --out DIR [--size 2b|tiny]           writes a full-size checkpoint of random bf16 weights
    make_reference.py time-transformers DIR --image FILE [--threads N] [--new-tokens N]
                                                               transformers fp32: vision, prefill, decode

The reference is Qwen2VLImageProcessorPil, float32 weights, eager attention, greedy choice, one CPU thread. Every random
number is seeded: a second run on the same package versions writes the same bytes.
"""

import argparse
import importlib
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[3] / "src/test/resources/dev/descry/reference"
PARTS = ("pictures", "tokens", "vectors", "parity", "quantised", "sampling")


def fixtures(args: argparse.Namespace) -> None:
    for part in args.only or PARTS:
        importlib.import_module(f"reference.{part}").write(args.out)
        print(f"{part}: written under {args.out}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)

    command = commands.add_parser("fixtures", help="the committed fixtures")
    command.add_argument("--out", type=Path, default=FIXTURES)
    command.add_argument("--only", nargs="+", choices=PARTS)
    command.set_defaults(run=fixtures)

    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
