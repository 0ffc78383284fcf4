"""Makes the committed reference numbers of the parity tests, and two timings for benchmarks.

Needs torch (CPU), transformers 5.17.0, tokenizers, safetensors, Pillow and numpy from pip. The build never runs it.

    make_reference.py fixtures [--out DIR] [--only PART ...]   writes src/test/resources/dev/descry/reference
    make_reference.py bench-jpeg --out FILE                    writes a 4032 x 3024 JPEG like a photograph
    make_reference.py time-preprocess FILE [--repeat N]        Pillow + numpy: decode, resize, patches, in ms
    make_reference.py big --out DIR [--size 2b|tiny]           writes a full-size checkpoint of random bf16 weights
    make_reference.py time-transformers DIR --image FILE [--resize WxH] [--threads N] [--new-tokens N]
                                                               transformers fp32: vision, prefill, decode

The reference is Qwen2VLImageProcessorPil, float32 weights, eager attention, greedy choice, one CPU thread. Every random
number is seeded: a second run on the same package versions writes the same bytes.
"""

import argparse
import importlib
import json
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[3] / "src/test/resources/dev/descry/reference"
PARTS = ("pictures", "tokens", "vectors", "parity", "quantised", "sampling", "conversations", "contract", "clip", "torch_files", "blip")


def fixtures(args: argparse.Namespace) -> None:
    for part in args.only or PARTS:
        importlib.import_module(f"reference.{part}").write(args.out)
        print(f"{part}: written under {args.out}")


def bench_jpeg(args: argparse.Namespace) -> None:
    importlib.import_module("reference.preprocess").write_jpeg(args.out)


def time_preprocess(args: argparse.Namespace) -> None:
    print(json.dumps(importlib.import_module("reference.preprocess").time_preprocess(args.file, args.repeat)))


def big(args: argparse.Namespace) -> None:
    importlib.import_module("reference.big").write(args.out, args.size)


def time_transformers(args: argparse.Namespace) -> None:
    size = tuple(int(side) for side in args.resize.split("x"))
    module = importlib.import_module("reference.big")
    print(json.dumps(module.time_transformers(args.folder, args.image, args.threads, size, args.new_tokens)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)

    command = commands.add_parser("fixtures", help="the committed fixtures")
    command.add_argument("--out", type=Path, default=FIXTURES)
    command.add_argument("--only", nargs="+", choices=PARTS)
    command.set_defaults(run=fixtures)

    command = commands.add_parser("bench-jpeg", help="a 12-megapixel JPEG like a photograph")
    command.add_argument("--out", type=Path, required=True)
    command.set_defaults(run=bench_jpeg)

    command = commands.add_parser("time-preprocess", help="Pillow and numpy from file to pixel values, as JSON")
    command.add_argument("file", type=Path)
    command.add_argument("--repeat", type=int, default=7)
    command.set_defaults(run=time_preprocess)

    command = commands.add_parser("big", help="a full-size checkpoint of random weights (2b: 4.4 GB)")
    command.add_argument("--out", type=Path, required=True)
    command.add_argument("--size", choices=("2b", "tiny"), default="2b")
    command.set_defaults(run=big)

    command = commands.add_parser("time-transformers", help="transformers float32 on a checkpoint folder, as JSON")
    command.add_argument("folder", type=Path)
    command.add_argument("--image", type=Path, required=True)
    command.add_argument("--resize", default="644x476", metavar="WxH", help="size given to the picture first")
    command.add_argument("--threads", type=int, default=2)
    command.add_argument("--new-tokens", type=int, default=60)
    command.set_defaults(run=time_transformers)

    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
