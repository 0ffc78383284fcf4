"""Conversations of several turns and images, answered by transformers with the checkpoints of `parity`."""

from pathlib import Path

import torch

from . import checkpoints, pictures
from .files import write_json
from .parity import NEW_TOKENS, Reference, Unsuitable, quiet, require

CHECKPOINTS = ["tied-flat-fp32", "untied-nested-bf16"]
SYSTEM = "You are a careful assistant, and you answer in one short sentence."
ASKED = ["Which of them is brighter?", "What do both show?", "Compare them.", "Which is larger?", "Is it night?"]
LATER = ["And the other one?", "Are you sure?", "Say it again, shorter.", "Why?", "What else?"]


def turn(role: str, *parts: str) -> dict:
    """A turn of texts and images; a part that names a file is an image."""
    content = [
        {"type": "image", "file": part} if Path(part).suffix in (".png", ".jpg") else {"type": "text", "text": part}
        for part in parts
    ]
    return {"role": role, "content": content}


def conversations(asked: str, later: str) -> list[list[dict]]:
    """Two images in one turn under a system turn; an image in each turn, one of them again; words alone."""
    return [
        [
            turn("system", SYSTEM),
            turn("user", "square-56x56.png", "Here is a second one:", "wide-100x37.png", asked),
            turn("assistant", "The second one, by far."),
            turn("user", later),
        ],
        [
            turn("user", "tall-70x112.png", asked),
            turn("assistant", "It shows a red disc."),
            turn("user", "And these?", "photo-160x90.jpg", "tall-70x112.png", later),
        ],
        [turn("user", asked), turn("assistant", "I cannot tell."), turn("user", later)],
    ]


class Conversation(Reference):
    """A loaded checkpoint that reads the images of all turns in order."""

    def inputs(self, images: list[str], turns: list[dict]) -> tuple[str, dict]:
        loaded = [pictures.load(self.images / image) for image in images]
        pixels = self.read(loaded, return_tensors="pt") if images else {}
        prompt = self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        expanded = prompt
        for grid in pixels["image_grid_thw"] if images else []:
            expanded = expanded.replace("<|image_pad|>", "<|one|>" * (int(grid.prod()) // 4), 1)
        ids = self.plain_tokenizer.encode(expanded.replace("<|one|>", "<|image_pad|>")).ids
        ids = torch.tensor([ids])
        kinds = {"mm_token_type_ids": self.kinds(ids)} if images else {}
        return prompt, {"input_ids": ids, "attention_mask": torch.ones_like(ids), **kinds, **pixels}

    @torch.no_grad()
    def case(self, turns: list[dict]) -> dict:
        """The record of one conversation."""
        images = [part["file"] for one in turns for part in one["content"] if part["type"] == "image"]
        prompt, inputs = self.inputs(images, turns)
        answer = self.model.generate(
            **inputs, do_sample=False, temperature=None, top_p=None, top_k=None, repetition_penalty=1.0,
            max_new_tokens=NEW_TOKENS, return_dict_in_generate=True, output_logits=True,
        )  # fmt: skip
        ids = inputs["input_ids"][0].tolist()
        tokens = answer.sequences[0, len(ids) :].tolist()
        self._check(inputs, torch.cat(answer.logits), tokens)
        positions, delta = self._positions(inputs)
        text = self.plain_tokenizer.decode(tokens)
        return {"messages": turns, "prompt": prompt, "ids": ids, "positions": positions, "ropeDelta": delta,
                "tokens": tokens, "text": text}  # fmt: skip

    def _positions(self, inputs: dict) -> tuple[list, int]:
        if "pixel_values" not in inputs:
            return [list(range(inputs["input_ids"].shape[1]))] * 3, 0
        kinds, grid = inputs["mm_token_type_ids"], inputs["image_grid_thw"]
        positions, delta = self.model.model.get_rope_index(inputs["input_ids"], kinds, grid)
        return positions[:, 0].tolist(), delta.item()


def case(reference: Conversation, number: int) -> dict:
    """The conversation of that number with the first words that make its greedy choices clear."""
    for asked in ASKED:
        for later in LATER:
            try:
                record = reference.case(conversations(asked, later)[number])
                require(len(set(record["tokens"])) > 1, "it says one thing")
                return record
            except Unsuitable as reason:
                print(f"conversation {number}: {asked!r}, {later!r} left out, {reason}")
    raise AssertionError(f"conversation {number}: no suitable words")


def write(out: Path) -> None:
    quiet()
    for name in CHECKPOINTS:
        folder = out / "checkpoints" / name
        reference = Conversation(folder, checkpoints.load(folder), out / "images")
        write_json(
            out / "conversations" / f"{name}.json",
            {"checkpoint": name, "cases": [case(reference, number) for number in range(3)]},
        )
