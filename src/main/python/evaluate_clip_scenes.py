"""Measures clip:scenes with transformers, float32: does the similarity tell true sentences from false ones?

    python evaluate_clip_scenes.py CHECKPOINT --scenes DIR [--count 400]

Every true sentence of a scene meets one with one attribute changed to the next value of its list; sentence s of scene n
changes size, colour, shape or position by (n + s) mod 4. The threshold is chosen on as many other scenes that training
never sees either.
"""

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F
from transformers import AutoTokenizer
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

import clip_checkpoint as checkpoint
import scenes
from evaluate_scenes import read_lines

ATTRIBUTES = (tuple(scenes.SIZES), tuple(scenes.COLOURS), scenes.SHAPES, scenes.POSITIONS)
OTHER_SEED = 20_280_000


def one_wrong(sentence, true, attribute):
    """The sentence with one attribute moved on in its list until it is no sentence of the scene."""
    wrong = sentence
    while wrong in true:
        wrong = moved(wrong, attribute)
    return wrong


def moved(sentence, attribute):
    if sentence.startswith("The background is "):
        names = tuple(scenes.BACKGROUNDS)
        name = sentence.removeprefix("The background is ").removesuffix(".")
        return scenes.background_sentence(following(names, name))
    head, position = sentence.removesuffix(".").split(" is at the ")
    words = [*head.split()[1:], position]
    words[attribute] = following(ATTRIBUTES[attribute], words[attribute])
    return f"A {' '.join(words[:3])} is at the {words[3]}."


def following(names, name):
    return names[(names.index(name) + 1) % len(names)]


class Judge:
    def __init__(self, folder):
        self.model = checkpoint.load(folder).eval()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.images = CLIPImageProcessorPil.from_pretrained(folder)

    @torch.inference_mode()
    def similarities(self, images, texts):
        """For each image the cosines with its own list of texts."""
        pixels = self.images(images, return_tensors="pt")["pixel_values"]
        seen = F.normalize(self.model.visual_projection(self.model.vision_model(pixel_values=pixels).pooler_output), dim=-1)
        every = sorted({text for some in texts for text in some})
        ids = self.tokenizer(every, padding=True, return_tensors="pt")
        read = self.model.text_projection(self.model.text_model(**ids).pooler_output)
        read = dict(zip(every, F.normalize(read, dim=-1)))
        return [[(image @ read[text]).item() for text in some] for image, some in zip(seen, texts)]


def measure(judge, images, sentences):
    true, false = [], []
    wrong = [[one_wrong(text, some, (n + s) % 4) for s, text in enumerate(some)] for n, some in enumerate(sentences)]
    for start in range(0, len(images), 50):
        part = slice(start, start + 50)
        for values in judge.similarities(images[part], sentences[part]):
            true += values
        for values in judge.similarities(images[part], wrong[part]):
            false += values
    return np.array(true), np.array(false)


def area(true, false):
    """ROC AUC: how often a true sentence is more similar than a false one."""
    ordered = np.sort(false)
    below, upto = np.searchsorted(ordered, true, "left"), np.searchsorted(ordered, true, "right")
    return float((below + upto).mean() / 2 / len(false))


def best_threshold(true, false):
    """Half way between the two neighbours where fewest sentences are on the wrong side."""
    values = np.unique(np.concatenate((true, false)))
    middles = (values[1:] + values[:-1]) / 2
    wrong = np.searchsorted(np.sort(true), middles) + len(false) - np.searchsorted(np.sort(false), middles)
    return float(middles[wrong.argmin()])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    judge = Judge(arguments.checkpoint)
    truths = read_lines(arguments.scenes / "truth.jsonl")[:arguments.count]
    tested = {" ".join(truth["sentences"]) for truth in truths}
    others = [scene for scene in scenes.evaluation_scenes(arguments.count, OTHER_SEED) if scene.text() not in tested]
    drawn = [scenes.draw(scene, random.Random(OTHER_SEED + at)) for at, scene in enumerate(others)]
    true, false = measure(judge, drawn, [scene.sentences() for scene in others])
    threshold = best_threshold(true, false)
    print(f"other scenes ({len(others)}): area {area(true, false):.4f}, threshold {threshold:.3f}")
    images = [Image.open(arguments.scenes / "images" / truth["image"]).convert("RGB") for truth in truths]
    true, false = measure(judge, images, [truth["sentences"] for truth in truths])
    print(f"unseen scenes ({len(truths)}): area {area(true, false):.4f}; at {threshold:.3f} it keeps "
          f"{(true >= threshold).mean():.2%} of {len(true)} true and drops {(false < threshold).mean():.2%} of "
          f"{len(false)} false sentences; similarities {true.mean():.3f} and {false.mean():.3f}")


if __name__ == "__main__":
    main()
