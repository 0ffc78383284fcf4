"""What clip-interrogator 0.6.0 answers over a made-up CLIP: expected results for our --compat.

    python interrogator.py --source CLONE_OF_CLIP_INTERROGATOR --out FILE

Nothing of the original is copied: its module is loaded from the clone, its CLIP is replaced by a small formula that the
Java test computes as well, and its word lists by made-up words. The chunk size is small, so that the ranking in chunks
drops terms as it does with 100,000 of them.
"""

import argparse
import hashlib
import json
import random
import re
import sys
import tempfile
import types
from pathlib import Path

import numpy as np
import torch

WIDTH = 32
CONTEXT = 77
CHUNK = 64
WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
MASK = 0xFFFFFFFF


def token(word):
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % 49000 + 1


def tokenize(texts):
    rows = np.zeros((len(texts), CONTEXT), np.int64)
    for row, text in zip(rows, texts):
        ids = [49406, *(token(word) for word in WORD.findall(str(text).lower())), 49407]
        if len(ids) > CONTEXT:
            ids = [*ids[:CONTEXT - 1], 49407]
        row[:len(ids)] = ids
    return torch.from_numpy(rows)


def vector(number):
    values = np.empty(WIDTH)
    for at in range(WIDTH):
        x = (number * 2654435761 + (at + 1) * 2654435769) & MASK
        x ^= x >> 15
        x = (x * 2246822519) & MASK
        x ^= x >> 13
        values[at] = x / 4294967296 - 0.5
    return values


VECTORS = {}


def known(number):
    if number not in VECTORS:
        VECTORS[number] = vector(number)
    return VECTORS[number]


def feature(ids):
    """Every token by its place, and every pair of neighbours, through a bend: texts are more than their words."""
    ids = [int(i) for i in ids if i]
    total = np.zeros(WIDTH)
    for place, number in enumerate(ids):
        total += known(number) * (1 + 0.5 / (1 + place))
        if place:
            total += 0.4 * known((ids[place - 1] * 31 + number) % 65536)
    return total / (1 + np.abs(total))


class Clip:
    def eval(self):
        return self

    def to(self, device):
        return self

    def encode_text(self, tokens):
        return torch.from_numpy(np.stack([feature(row) for row in tokens.numpy()]).astype(np.float32))

    def encode_image(self, images):
        return images.clone()


def picture(words):
    return torch.from_numpy(feature(tokenize([words])[0].numpy()).astype(np.float32))


def words(rng, count):
    parts = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "da", "fe")
    return ["".join(rng.choice(parts) for _ in range(rng.randint(2, 4))) for _ in range(count)]


def phrases(rng, vocabulary, count, most):
    found = []
    while len(found) < count:
        phrase = " ".join(rng.choice(vocabulary) for _ in range(rng.randint(1, most)))
        if phrase not in found:
            found.append(phrase)
    return found


def original(source):
    """The module of the clone, with our open_clip in the place of the real one."""
    fake = types.ModuleType("open_clip")
    fake.get_tokenizer = lambda name: tokenize
    sys.modules["open_clip"] = fake
    sys.modules.setdefault("requests", types.ModuleType("requests"))  # it downloads nothing here
    sys.path.insert(0, str(source))
    from clip_interrogator import clip_interrogator
    return clip_interrogator


def interrogator(module, folder):
    config = module.Config(
        caption_model_name=None, cache_path=None, chunk_size=CHUNK, clip_model_name="made/up", data_path=str(folder),
        device="cpu", download_cache=False, flavor_intermediate_count=CHUNK, quiet=True)
    config.clip_model, config.clip_preprocess = Clip(), picture
    return module.Interrogator(config)


def expected(module, made, case):
    image, caption = case["image"], case["caption"]
    features = made.image_to_features(image)
    tables = [made.artists, made.flavors, made.mediums, made.movements, made.trendings]
    merged = module._merge_tables(tables, made).rank(features, CHUNK)
    return case | {
        "merged": [str(term) for term in merged],
        "farthest": [str(term) for term in made.flavors.rank(features, CHUNK, reverse=True)],
        "classic": made.interrogate_classic(image, caption=caption),
        "fast": made.interrogate_fast(image, caption=caption),
        "best": made.interrogate(image, caption=caption),
        "negative": made.interrogate_negative(image),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    rng = random.Random(7)
    vocabulary = words(rng, 150)
    lists = {
        "artists": [phrase.title() for phrase in phrases(rng, vocabulary, 60, 2)],
        "flavors": phrases(rng, vocabulary, 400, 5) + ["", vocabulary[0], vocabulary[0]],
        "mediums": ["a " + word for word in phrases(rng, vocabulary, 20, 1)],
        "movements": phrases(rng, vocabulary, 30, 2),
        "negative": phrases(rng, vocabulary, 12, 3),
    }
    cases = []
    for at in range(8):
        caption = " ".join(rng.choice(vocabulary) for _ in range(rng.randint(3, 12)))
        if at == 3:
            caption = lists["mediums"][5] + " " + caption
        if at == 4:
            caption = " ".join(rng.choice(vocabulary) for _ in range(60))
        seen = " ".join(rng.choice(vocabulary) for _ in range(14))
        cases.append({"caption": caption, "image": f"{caption} {seen}"})
    with tempfile.TemporaryDirectory() as folder:
        for name, terms in lists.items():
            (Path(folder) / f"{name}.txt").write_text("\n".join(terms) + "\n", encoding="utf-8")
        module = original(arguments.source)
        made = interrogator(module, folder)
        rows = [expected(module, made, case) for case in cases]
    for row in rows:
        row["probe"] = [float(value) for value in Clip().encode_text(tokenize([row["best"]]))[0][:4]]
    arguments.out.write_text(json.dumps({"chunk": CHUNK, "lists": lists, "cases": rows}, indent=1) + "\n",
                             encoding="utf-8")


if __name__ == "__main__":
    main()
