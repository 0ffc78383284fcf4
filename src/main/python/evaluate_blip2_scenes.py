"""Measures blip2:scenes or blip2-t5:scenes on scenes it never saw, with transformers, float32, greedy.

    python evaluate_blip2_scenes.py CHECKPOINT --scenes DIR [--count 400]

DIR holds truth.jsonl and the folder images.
"""

import argparse
import re
from pathlib import Path

import torch
from PIL import Image
from transformers import AutoTokenizer
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

import blip2_checkpoint as checkpoint
import scenes
import scenes_checkpoint
from evaluate_scenes import read_lines, score

BATCH = 50
OBJECT = re.compile(r"A (\w+) (\w+) (\w+) is at the ([\w ]+)\.")


class Describer:
    def __init__(self, folder):
        self.model = checkpoint.load(folder).eval()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.images = BlipImageProcessorPil.from_pretrained(folder)

    @torch.inference_mode()
    def answer(self, paths, prompt):
        """One answer an image, all to the same prompt; an empty prompt asks for a caption."""
        config = self.model.config
        ids = self.tokenizer(prompt).input_ids
        ids = torch.tensor([[config.image_token_index] * config.num_query_tokens + ids])
        answers = []
        for start in range(0, len(paths), BATCH):
            images = [Image.open(path).convert("RGB") for path in paths[start:start + BATCH]]
            out = self.model.generate(
                pixel_values=self.images(images, return_tensors="pt")["pixel_values"],
                input_ids=ids.expand(len(images), -1), do_sample=False, num_beams=1, max_new_tokens=64)
            if not config.text_config.is_encoder_decoder:
                out = out[:, ids.shape[1]:]
            answers += [text.strip() for text in self.tokenizer.batch_decode(out, skip_special_tokens=True)]
        return answers


def objects_named(truths, answers):
    """How many objects are named with size, colour, shape and position all right."""
    wanted = [set(OBJECT.findall(" ".join(truth["sentences"]))) for truth in truths]
    found = [set(OBJECT.findall(answer)) for answer in answers]
    return sum(len(w & f) for w, f in zip(wanted, found)), sum(map(len, wanted)), sum(map(len, found))


def scene_of(truth):
    positions = scenes.POSITIONS
    things = [scenes.Thing(size, colour, shape, positions.index(position))
              for size, colour, shape, position in OBJECT.findall(" ".join(truth["sentences"]))]
    return scenes.Scene(tuple(things), truth["sentences"][-1].split()[-1].removesuffix("."))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    describer = Describer(arguments.checkpoint)
    truths = read_lines(arguments.scenes / "truth.jsonl")[:arguments.count]
    paths = [arguments.scenes / "images" / truth["image"] for truth in truths]
    captions = describer.answer(paths, "")
    score("caption", truths, captions)
    right, wanted, written = objects_named(truths, captions)
    print(f"objects: {right / wanted:.2%} of {wanted} named right, {right / written:.2%} of {written} written are right")
    score("Descry's first prompt", truths, describer.answer(paths, scenes_checkpoint.FIRST))
    asked = truths[:100]
    right = total = 0
    for at, (question, _) in enumerate(checkpoint.questions(scene_of(asked[0]))):
        wanted = [list(checkpoint.questions(scene_of(truth)))[at][1] for truth in asked]
        answers = describer.answer(paths[:len(asked)], f"Question: {question} Answer:")
        right += sum(answer == want for answer, want in zip(answers, wanted))
        total += len(asked)
    print(f"questions: {right / total:.2%} of {total} answered right")
    print("\n".join(captions[:3]))


if __name__ == "__main__":
    main()
