"""Runs each small BLIP-2 and BLIP checkpoint with transformers and writes what the Java models must answer."""

import copy
import shutil
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BlipImageProcessorPil

from . import blip_checkpoints as checkpoints
from . import pictures
from .blip_checkpoints import Shape
from .files import base64_floats, floats, sha256, write_json
from .parity import Unsuitable, quiet, require

NEW_TOKENS = 16
CLEAR = 2e-4  # least distance of the two best logits, as a part of the largest absolute logit
TRIES = 80
SHAPES = [
    Shape("blip2-opt-224", "opt", 3, "float16", 224),
    Shape("blip2-opt-364", "opt", 5, "bfloat16", 364, queries=8),
    Shape("blip2-t5-224", "t5", 3, "bfloat16", 224, queries=8),
    Shape("blip-384", "bert", 3, "float16", 384),
]
IMAGES = ["wide-100x37.png", "rgba.png"]
PROMPTS = {
    "opt": [None, "a photo of", "Question: what is in the picture? Answer:"],
    "t5": [None, "a photo of", "Question: what is in the picture? Answer:"],
    "bert": [None, "a picture of"],
}
BEAMS = [
    {"num_beams": 5},
    {"num_beams": 5, "length_penalty": -1.0},
    {"num_beams": 3, "early_stopping": True, "min_new_tokens": 6},
    {"num_beams": 5, "repetition_penalty": 1.5, "length_penalty": 0.0, "early_stopping": "never"},
]


class Reference:
    """A loaded checkpoint and everything around it."""

    def __init__(self, shape: Shape, folder: Path, images: Path):
        self.shape, self.images = shape, images
        self.model = checkpoints.load(shape, folder)
        self.exact = copy.deepcopy(self.model).double()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.read = BlipImageProcessorPil.from_pretrained(folder)

    def inputs(self, image: str, prompt: str | None) -> dict:
        inputs = {"pixel_values": self.read(pictures.load(self.images / image), return_tensors="pt")["pixel_values"]}
        if prompt is not None:
            ids = self.tokenizer.encode(prompt).ids
            if self.shape.family == "blip-2":
                ids = [self.model.config.image_token_index] * self.shape.queries + ids
            inputs["input_ids"] = torch.tensor([ids])
            inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])
        return inputs

    @torch.no_grad()
    def generate(self, model: torch.nn.Module, inputs: dict, **how) -> tuple[list[int], object]:
        """The new tokens, padding cut off, and all that the library gives."""
        inputs = {name: value.clone() for name, value in inputs.items()}
        inputs["pixel_values"] = inputs["pixel_values"].to(next(model.parameters()).dtype)
        answer = model.generate(
            **inputs, do_sample=False, max_new_tokens=NEW_TOKENS, return_dict_in_generate=True, output_logits=True, **how
        )
        tokens = answer.sequences[0].tolist()[self.start(inputs) :]
        end = self.end()
        return tokens[: tokens.index(end) + 1] if end in tokens else tokens, answer

    def start(self, inputs: dict) -> int:
        """Ids before the new ones in what the library gives back."""
        given = inputs["input_ids"].shape[1] if "input_ids" in inputs else None
        if self.shape.language == "opt":
            return given or self.shape.queries + 1
        return 1 if self.shape.language == "t5" or given is None else given - 1

    def end(self) -> int:
        text = self.model.config.text_config
        return text.sep_token_id if self.shape.language == "bert" else text.eos_token_id

    def features(self, pixels: torch.Tensor) -> torch.Tensor:
        image = self.model.vision_model(pixels).last_hidden_state
        if self.shape.family == "blip":
            return image[0]
        queries = self.model.query_tokens
        seen = self.model.qformer(query_embeds=queries, encoder_hidden_states=image).last_hidden_state
        return self.model.language_projection(seen)[0]

    @torch.no_grad()
    def case(self, image: str, prompt: str | None, features: bool) -> dict:
        inputs = self.inputs(image, prompt)
        tokens, answer = self.generate(self.model, inputs)
        logits = torch.cat(answer.logits)[: len(tokens)]
        best = logits.topk(2, dim=1).values
        require(bool(((best[:, 0] - best[:, 1]) > CLEAR * logits.abs().amax(1)).all()), "a greedy choice is close")
        require(len(set(tokens)) >= min(len(tokens), 4), "it repeats itself")
        require(self.model.config.__dict__.get("image_token_index", -1) not in tokens, "it writes an image token")
        record = {"image": image, "prompt": prompt}
        record["pixelValuesSha256"] = sha256(floats(inputs["pixel_values"]))
        if features:
            record["imageFeatures"] = base64_floats(self.features(inputs["pixel_values"]))
        record |= {"firstLogits": base64_floats(logits[0]), "tokens": tokens, "text": self.tokenizer.decode(tokens)}
        record["beams"] = [self.beams(inputs, how) for how in BEAMS]
        return record

    def beams(self, inputs: dict, how: dict) -> dict:
        """Beam search, the same in 64 bits, so that no choice hangs on rounding."""
        tokens, answer = self.generate(self.model, inputs, **how, num_return_sequences=how["num_beams"], output_scores=True)
        other, _ = self.generate(self.exact, inputs, **how)
        require(tokens == other, "its beams hang on rounding")
        scores = answer.sequences_scores
        require(bool((scores[0] - scores[1]) > 2e-5), "its best beams are close")
        best = [row[self.start(inputs) :] for row in answer.sequences.tolist()]
        return {**how, "tokens": tokens, "score": scores[0].item(), "all": best}


def make(shape: Shape, out: Path) -> list[dict]:
    """Writes the checkpoint of the first suitable seed, and returns its cases."""
    folder = out / "checkpoints" / shape.name
    settings = checkpoints.config(shape, Tokenizer.from_str(shape.tokenizer()))
    for seed in range(shape.seed, shape.seed + TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        checkpoints.save(shape, checkpoints.random_model(shape, settings, seed), settings, folder)
        try:
            return cases(Reference(shape, folder, out / "images"), PROMPTS[shape.language])
        except Unsuitable as reason:
            print(f"{shape.name}: seed {seed} left out, {reason}", flush=True)
    raise AssertionError(f"{shape.name}: no suitable seed from {shape.seed} on")


def cases(reference: Reference, prompts: list[str | None]) -> list[dict]:
    found = [
        reference.case(image, prompt, prompt is None and image == IMAGES[0]) for image in IMAGES for prompt in prompts
    ]
    require(len({tuple(record["tokens"]) for record in found}) >= len(found) - 1, "two prompts get one answer")
    return found


def write(out: Path) -> None:
    quiet()
    for shape in SHAPES:
        write_json(out / "parity" / f"{shape.name}.json", {"checkpoint": shape.name, "cases": make(shape, out)})
