"""Scores after Hugging Face's logits processors, in its order: repetition penalty, no repeated n-gram, temperature,
top-k, top-p. The draw itself is not compared: its random numbers are the library's own."""

from pathlib import Path

import torch
from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration
from transformers.generation import GenerationConfig

from .checkpoints import flat_config
from .files import base64_floats, write_json
from .parity import SHAPES, quiet

VOCAB = 64
EDGE = 1e-4  # no cumulative probability lies this close to 1 - top_p, so the kept set does not hang on rounding
HISTORY = [3, 17, 17, 40, 5, 3, 17, 9, 3, 17, 63, 63, 5, 3]
SETTINGS = [
    {"repetition_penalty": 1.3},
    {"no_repeat_ngram_size": 2},
    {"no_repeat_ngram_size": 3},
    {"no_repeat_ngram_size": 1},
    {"do_sample": True, "temperature": 0.7},
    {"do_sample": True, "top_k": 5},
    {"do_sample": True, "top_p": 0.8},
    {"do_sample": True, "temperature": 1.5, "top_k": 20, "top_p": 0.9},
    {"do_sample": True, "repetition_penalty": 1.05, "temperature": 0.1, "top_p": 0.001, "top_k": 1},
    {"do_sample": True, "repetition_penalty": 1.2, "no_repeat_ngram_size": 2, "temperature": 0.6, "top_k": 30,
     "top_p": 0.5},
]  # fmt: skip


def logits(seed: int) -> torch.Tensor:
    """[VOCAB] float32, multiples of 1/64 of both signs; seed 1 has its largest value three times."""
    drawn = torch.randn(VOCAB, generator=torch.Generator().manual_seed(seed)) * 1.5
    drawn = (drawn * 64).round() / 64
    if seed == 1:
        drawn[[7, 17, 50]] = drawn.max() + 0.5
    return drawn


def processors(setting: dict):
    """What `generate` itself would build for these parameters; its defaults for the others do nothing."""
    model = Qwen2VLForConditionalGeneration(Qwen2VLConfig(**flat_config(SHAPES[0])))
    config = GenerationConfig(**{"top_k": 0, "top_p": 1.0, "temperature": 1.0} | setting)
    return model._get_logits_processor(config, input_ids_seq_length=len(HISTORY))


def case(setting: dict, seed: int) -> dict:
    ids, scores = torch.tensor([HISTORY]), logits(seed)[None]
    found = processors(setting)
    for step in found:
        if type(step).__name__ == "TopPLogitsWarper":
            sums = scores.sort().values.softmax(-1).cumsum(-1)
            assert bool(((sums - (1 - step.top_p)).abs() > EDGE).all()), (setting, seed)
        scores = step(ids, scores)
    return {
        "parameters": setting,
        "order": [type(step).__name__ for step in found],
        "history": HISTORY,
        "logits": base64_floats(logits(seed)),
        "scores": base64_floats(scores[0]),
        "kept": torch.isfinite(scores[0]).nonzero()[:, 0].tolist(),
        "probabilities": base64_floats(scores[0].softmax(-1)),
    }


def write(out: Path) -> None:
    quiet()
    cases = [case(setting, seed) for setting in SETTINGS for seed in (0, 1)]
    write_json(out / "sampling.json", {"cases": cases})
