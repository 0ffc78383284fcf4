"""Runs each small checkpoint with transformers and writes what the Java model must answer."""

import shutil
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoTokenizer, Qwen2VLForConditionalGeneration, Qwen2VLImageProcessorPil
from transformers.utils import logging

from . import checkpoints, pictures
from .checkpoints import Shape
from .files import base64_floats, floats, sha256, write_json

NEW_TOKENS = 32
CLEAR = 1e-3  # least distance of the two best logits, as a part of the largest absolute logit
STEADY = 2e-5  # most change of a logit when the same sums are taken in another order, by the same measure
TRIES = 60
SHAPES = [
    Shape("tied-flat-fp32", 3, "float32", hidden=64, heads=4, kv_heads=2, inter=128, vision=32, vision_heads=2,
          tied=True),
    Shape("untied-nested-bf16", 7, "bfloat16", hidden=96, heads=3, kv_heads=1, inter=128, vision=64, vision_heads=2,
          vision_layers=1, nested=True),
    Shape("sharded-flat-fp16", 9, "float16", hidden=64, heads=4, kv_heads=4, inter=96, vision=160, vision_heads=2,
          vision_layers=1, vision_ratio=1, shards=3, theta=1e4),
    Shape("head128-flat-bf16", 7, "bfloat16", hidden=256, heads=2, kv_heads=1, inter=128, vision=32, vision_heads=1,
          tied=True),
]  # fmt: skip
IMAGES = [
    ["square-56x56.png", "wide-100x37.png", "tall-70x112.png"],
    ["banner-180x60.png", "photo-160x90.jpg", "rgba.png"],
    ["tall-70x112.png", "palette.png", "exif-6.jpg"],
    ["wide-100x37.png", "banner-180x60.png", "square-56x56.png"],
]
TEXT = "Describe this image."
LATER = [
    "An earlier description: \"A red boat on a lake.\"\nRemove what the image doesn't show, correct it, then add.",
    "Qu'est-ce que c'est ? \u65e5\u672c \U0001f642  Answer in one short sentence.\n",
]


def messages(image: str | None, prompt: int) -> list[dict]:
    """Prompt 0 has the template's own system turn; prompt 1 brings one, and its text comes before the image."""
    picture = [{"type": "image"}] if image else []
    if prompt == 0:
        return [{"role": "user", "content": [*picture, {"type": "text", "text": TEXT}]}]
    system = {"role": "system", "content": "You are a careful assistant, and you answer in one short sentence."}
    return [system, {"role": "user", "content": [{"type": "text", "text": LATER[len(image or "") % 2]}, *picture]}]


class Reference:
    """A loaded checkpoint and everything around it."""

    def __init__(self, folder: Path, model: Qwen2VLForConditionalGeneration, images: Path):
        self.model, self.images = model, images
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.plain_tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.read = Qwen2VLImageProcessorPil.from_pretrained(folder)

    def inputs(self, image: str | None, turns: list[dict]) -> tuple[str, dict]:
        pixels = self.read(pictures.load(self.images / image), return_tensors="pt") if image else {}
        prompt, ids = self.prompt(turns, pixels)
        kinds = {"mm_token_type_ids": self.kinds(ids)} if image else {}
        return prompt, {"input_ids": ids, "attention_mask": torch.ones_like(ids), **kinds, **pixels}

    def prompt(self, turns: list[dict], pixels: dict) -> tuple[str, torch.Tensor]:
        """The prompt's text, and its ids [1, S] with one image token per merged patch."""
        prompt = self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        count = int(pixels["image_grid_thw"].prod()) // 4 if pixels else 0
        expanded = prompt.replace("<|image_pad|>", "<|image_pad|>" * count)
        ids = self.plain_tokenizer.encode(expanded).ids
        assert ids == self.tokenizer(expanded).input_ids
        return prompt, torch.tensor([ids])

    def kinds(self, ids: torch.Tensor) -> torch.Tensor:
        return (ids == self.model.config.image_token_id).int()

    @torch.no_grad()
    def case(self, image: str | None, turns: list[dict]) -> tuple[dict, torch.Tensor]:
        """The record of one prompt, and its logits [NEW_TOKENS, VOCAB]."""
        prompt, inputs = self.inputs(image, turns)
        answer = self.model.generate(
            **inputs, do_sample=False, temperature=None, top_p=None, top_k=None, repetition_penalty=1.0,
            max_new_tokens=NEW_TOKENS, return_dict_in_generate=True, output_logits=True,
        )  # fmt: skip
        ids = inputs["input_ids"][0].tolist()
        tokens = answer.sequences[0, len(ids) :].tolist()
        logits = torch.cat(answer.logits)
        record = {"image": image, "messages": turns, "prompt": prompt, "ids": ids, **self._image_part(inputs)}
        record |= {
            "firstLogits": base64_floats(logits[0]),
            "tokens": tokens,
            "text": self.plain_tokenizer.decode(tokens),
        }
        self._check(inputs, logits, tokens)
        return record, logits

    def _image_part(self, inputs: dict) -> dict:
        length = inputs["input_ids"].shape[1]
        if "pixel_values" not in inputs:
            return {"positions": [list(range(length))] * 3, "ropeDelta": 0}
        core, grid = self.model.model, inputs["image_grid_thw"]
        positions, delta = core.get_rope_index(inputs["input_ids"], inputs["mm_token_type_ids"], grid)
        features = core.get_image_features(inputs["pixel_values"], grid).pooler_output[0]
        return {
            "gridThw": grid[0].tolist(),
            "pixelValuesSha256": sha256(floats(inputs["pixel_values"])),
            "positions": positions[:, 0].tolist(),
            "ropeDelta": delta.item(),
            "imageFeatures": base64_floats(features),
        }

    def _check(self, inputs: dict, logits: torch.Tensor, tokens: list[int]) -> None:
        """Clear greedy choices, varied tokens, and the same logits from one pass over everything without a cache."""
        largest = logits.abs().amax(1)
        best = logits.topk(2, dim=1).values
        require(len(tokens) == NEW_TOKENS, "it stops early")
        require(not self.kinds(torch.tensor(tokens)).any(), "it writes an image token")
        require(len(set(tokens)) >= NEW_TOKENS // 4, "it repeats itself")
        require(bool(((best[:, 0] - best[:, 1]) > CLEAR * largest).all()), "a greedy choice is close")
        whole = torch.cat([inputs["input_ids"], torch.tensor([tokens[:-1]])], dim=1)
        again = dict(inputs, input_ids=whole, attention_mask=torch.ones_like(whole))
        if "mm_token_type_ids" in inputs:
            again["mm_token_type_ids"] = self.kinds(whole)
        self.model.model.rope_deltas = None
        other = self.model(**again, use_cache=False).logits[0, -NEW_TOKENS:]
        require(bool(((other - logits).abs().amax(1) < STEADY * largest).all()), "its logits are not steady")


class Unsuitable(Exception):
    """A draw of weights that makes a poor reference; the next seed is tried."""


def require(holds: bool, what: str) -> None:
    if not holds:
        raise Unsuitable(what)


def cases(reference: Reference, images: list[str]) -> list[tuple[dict, torch.Tensor]]:
    asked = [(image, prompt) for image in images for prompt in (0, 1)] + [(None, 0)]
    found = [reference.case(image, messages(image, prompt)) for image, prompt in asked]
    require(len({tuple(record["tokens"]) for record, _ in found}) == len(found), "two prompts get one answer")
    return found


def make(shape: Shape, images: list[str], out: Path) -> list[tuple[dict, torch.Tensor]]:
    """Writes the checkpoint of the first suitable seed, and returns its cases."""
    folder = out / "checkpoints" / shape.name
    for seed in range(shape.seed, shape.seed + TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        drawn = checkpoints.random_model(shape, seed)
        checkpoints.save(shape, drawn, folder)
        model = checkpoints.load(folder)
        for (name, a), (_, b) in zip(drawn.named_parameters(), model.named_parameters(), strict=True):
            assert torch.equal(a, b), name
        try:
            return cases(Reference(folder, model, out / "images"), images)
        except Unsuitable as reason:
            print(f"{shape.name}: seed {seed} left out, {reason}")
    raise AssertionError(f"{shape.name}: no suitable seed from {shape.seed} on")


def write_pixels(out: Path) -> None:
    """The pixel values of one picture in full, [16, 1176] little-endian float32, to see where a digest goes wrong."""
    image = pictures.load(out / "images" / "wide-100x37.png")
    (out / "parity").mkdir(parents=True, exist_ok=True)
    (out / "parity" / "wide-100x37.bin").write_bytes(floats(Qwen2VLImageProcessorPil()(image)["pixel_values"]))


def quiet() -> None:
    """One thread, so that sums keep their order, and no progress bars."""
    torch.set_num_threads(1)
    logging.set_verbosity_error()
    logging.disable_progress_bar()


def write(out: Path) -> None:
    quiet()
    write_pixels(out)
    for shape, images in zip(SHAPES, IMAGES, strict=True):
        found = make(shape, images, out)
        records = [record for record, _ in found]
        if shape is SHAPES[0]:
            records[0]["stepLogits"] = base64_floats(found[0][1])
        write_json(out / "parity" / f"{shape.name}.json", {"checkpoint": shape.name, "cases": records})
