"""Measures a checkpoint of the demo model on scenes it never saw, with transformers, float32, greedy.

    python evaluate_scenes.py CHECKPOINT --scenes DIR [--count 400]
    python evaluate_scenes.py CHECKPOINT --scenes DIR --expected FILE --samples DIR --samples-truth FILE

DIR holds truth.jsonl and the folder images. With --expected, writes the prompts, their ids and the answers' ids for the
samples and the first six scenes instead: what the Java engine must reproduce.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import torch
from PIL import Image
from tokenizers import Tokenizer
from transformers import Qwen2VLForConditionalGeneration
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

import scenes_checkpoint as checkpoint

BATCH = 40
MOST_TOKENS = 96


class Describer:
    """The model, its tokenizer and its image processor."""

    def __init__(self, folder):
        self.model = Qwen2VLForConditionalGeneration.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager").eval()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.images = Qwen2VLImageProcessorPil.from_pretrained(folder)

    def prompt_ids(self, text, grid):
        pads = "<|image_pad|>" * (int(grid.prod()) // 4)
        return self.tokenizer.encode(
            f"<|im_start|>system\n{checkpoint.SYSTEM}<|im_end|>\n<|im_start|>user\n<|vision_start|>{pads}<|vision_end|>"
            f"{text}<|im_end|>\n<|im_start|>assistant\n").ids

    def answer(self, paths, texts):
        """For each image and text: the prompt's ids, the answer's ids with the end mark, the answer's text."""
        seen = [self.images([Image.open(path).convert("RGB")], return_tensors="pt") for path in paths]
        asked = [self.prompt_ids(text, one["image_grid_thw"][0]) for text, one in zip(texts, seen)]
        by_length = defaultdict(list)
        for index, ids in enumerate(asked):
            by_length[len(ids)].append(index)
        found = [None] * len(paths)
        for indexes in by_length.values():
            for start in range(0, len(indexes), BATCH):
                group = indexes[start:start + BATCH]
                for index, ids in zip(group, self.generate([asked[i] for i in group], [seen[i] for i in group])):
                    found[index] = asked[index], ids, self.tokenizer.decode(ids, skip_special_tokens=True)
        return found

    @torch.inference_mode()
    def generate(self, asked, seen):
        ids = torch.tensor(asked)
        settings = self.model.generation_config
        out = self.model.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            mm_token_type_ids=(ids == self.model.config.image_token_id).long(),
            pixel_values=torch.cat([one["pixel_values"] for one in seen]),
            image_grid_thw=torch.cat([one["image_grid_thw"] for one in seen]),
            do_sample=False,
            max_new_tokens=MOST_TOKENS,
        )[:, ids.shape[1]:].tolist()
        ends = settings.eos_token_id
        return [row[:next((at + 1 for at, token in enumerate(row) if token in ends), len(row))] for row in out]


def split(text):
    return [sentence + "." for sentence in text.removesuffix(".").split(". ")] if text else []


def score(name, truths, answers):
    written = right = wanted = whole = 0
    for truth, answer in zip(truths, answers):
        sentences = split(answer)
        written += len(sentences)
        wanted += len(truth["sentences"])
        right += len(set(sentences) & set(truth["sentences"]))
        whole += sentences == truth["sentences"]
    print(f"{name}: {right / written:.2%} of {written} written sentences right, {right / wanted:.2%} of {wanted} true "
          f"sentences written, {whole / len(truths):.2%} of {len(truths)} descriptions wholly right", flush=True)


def evaluate(describer, folder, count):
    truths = read_lines(folder / "truth.jsonl")[:count]
    paths = [folder / "images" / truth["image"] for truth in truths]
    first = [text for _, _, text in describer.answer(paths, [checkpoint.FIRST] * len(paths))]
    score("first step", truths, first)
    second = [text for _, _, text in describer.answer(paths, [later(text) for text in first])]
    score("second step on the first answer", truths, second)
    cured = [text for _, _, text in describer.answer(paths, [later(truth["planted"]) for truth in truths])]
    score("second step on a planted false object", truths, cured)
    removed = sum(truth["falseSentence"] not in split(text) for truth, text in zip(truths, cured))
    print(f"false objects removed: {removed / len(truths):.2%} of {len(truths)}")
    for prompt in checkpoint.SHORT:
        short = [text for _, _, text in describer.answer(paths[:50], [prompt] * len(paths[:50]))]
        score(f'"{prompt}"', truths[:50], short)


def later(description):
    return checkpoint.LATER.replace("{description}", description)


def expect(describer, cases):
    """Steps of a chain (the second reads the first's answer) and a step that reads a planted false description."""
    rows = []
    for path, truth in cases:
        steps = []

        def ask(step, text):
            prompt, ids, answer = describer.answer([path], [text])[0]
            steps.append({"step": step, "prompt": text, "promptTokens": prompt, "tokens": ids, "text": answer})
            return answer

        ask("later", later(ask("first", checkpoint.FIRST)))
        ask("planted", later(truth["planted"]))
        rows.append({"image": truth["image"], "truth": " ".join(truth["sentences"]), "steps": steps})
    return rows


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--expected", type=Path)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--samples-truth", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    describer = Describer(arguments.checkpoint)
    if not arguments.expected:
        evaluate(describer, arguments.scenes, arguments.count)
        return
    cases = [(arguments.samples / truth["image"], truth) for truth in read_lines(arguments.samples_truth)]
    cases += [(arguments.scenes / "images" / truth["image"], truth)
              for truth in read_lines(arguments.scenes / "truth.jsonl")[:6]]
    rows = expect(describer, cases)
    arguments.expected.write_text(
        "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
