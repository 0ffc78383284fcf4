"""Small Qwen2-VL checkpoints of random weights in the file layouts that are published.

The weights are larger than a fresh model's, biases and norms too, so that every tensor moves the logits and greedy
choices are clear. Weights are rounded to the stored type before the reference runs, in float32.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration

from .files import write_json
from .tokens import BASE, ids_from, write_tokenizer

STORED = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


@dataclass(frozen=True)
class Shape:
    """One checkpoint: how it is stored and its dimensions. `quantised` is None, "awq", "gptq4" or "gptq8"."""

    name: str
    seed: int
    stored: str
    hidden: int
    heads: int
    kv_heads: int
    inter: int
    vision: int
    vision_heads: int
    nested: bool = False
    tied: bool = False
    shards: int = 1
    layers: int = 2
    vision_layers: int = 2
    vision_ratio: int = 2
    theta: float = 1e6
    quantised: str | None = None
    vocab: int = 512
    first_added: int = BASE

    @property
    def section(self) -> list[int]:
        """The lanes of M-RoPE in Qwen2-VL's proportions: [16, 24, 24] for a head of 128."""
        head_dim = self.hidden // self.heads
        return [head_dim // 8, head_dim * 3 // 16, head_dim * 3 // 16]


def flat_config(shape: Shape) -> dict:
    """config.json with the keys and the nesting of the published checkpoints."""
    special = ids_from(shape.first_added)
    return {
        "architectures": ["Qwen2VLForConditionalGeneration"],
        "attention_dropout": 0.0,
        "bos_token_id": special["<|endoftext|>"],
        "eos_token_id": special["<|im_end|>"],
        "vision_start_token_id": special["<|vision_start|>"],
        "vision_end_token_id": special["<|vision_end|>"],
        "vision_token_id": special["<|vision_pad|>"],
        "image_token_id": special["<|image_pad|>"],
        "video_token_id": special["<|video_pad|>"],
        "hidden_act": "silu",
        "hidden_size": shape.hidden,
        "initializer_range": 0.02,
        "intermediate_size": shape.inter,
        "max_position_embeddings": 32768,
        "max_window_layers": shape.layers,
        "model_type": "qwen2_vl",
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "num_key_value_heads": shape.kv_heads,
        "rms_norm_eps": 1e-06,
        "rope_theta": shape.theta,
        "sliding_window": 32768,
        "tie_word_embeddings": shape.tied,
        "torch_dtype": shape.stored,
        "transformers_version": "4.41.2",
        "use_cache": True,
        "use_sliding_window": False,
        "vision_config": {
            "depth": shape.vision_layers,
            "embed_dim": shape.vision,
            "mlp_ratio": shape.vision_ratio,
            "num_heads": shape.vision_heads,
            "in_chans": 3,
            "hidden_size": shape.hidden,
            "patch_size": 14,
            "spatial_merge_size": 2,
            "spatial_patch_size": 14,
            "temporal_patch_size": 2,
        },
        "rope_scaling": {"type": "mrope", "mrope_section": shape.section},
        "vocab_size": shape.vocab,
    }


def generation_config(shape: Shape) -> dict:
    special = ids_from(shape.first_added)
    return {
        "bos_token_id": special["<|endoftext|>"],
        "pad_token_id": special["<|endoftext|>"],
        "do_sample": True,
        "eos_token_id": [special["<|im_end|>"], special["<|endoftext|>"]],
        "repetition_penalty": 1.0,
        "temperature": 0.01,
        "top_p": 0.001,
        "top_k": 1,
        "transformers_version": "4.37.0",
    }


PREPROCESSOR = {
    "min_pixels": 3136,
    "max_pixels": 12845056,
    "patch_size": 14,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
    "image_processor_type": "Qwen2VLImageProcessor",
    "processor_class": "Qwen2VLProcessor",
}


def draw(name: str, shape: tuple[int, ...], tied: bool, random: torch.Generator) -> torch.Tensor:
    """One random tensor, scaled by what it is for."""
    normal = torch.randn(shape, generator=random)
    if len(shape) == 1:
        return 1 + 0.3 * normal if "norm" in name or "ln_q.weight" in name else 0.3 * normal
    if "embed_tokens" in name:
        return (0.15 if tied else 0.6) * normal  # a large tied table makes a model that repeats its last token
    gain = 2.0 if "lm_head" in name else 1.6 if "q_proj" in name or "k_proj" in name else 1.3
    return normal * gain / math.sqrt(math.prod(shape[1:]))


def random_model(shape: Shape, seed: int) -> Qwen2VLForConditionalGeneration:
    """The float32 model whose weights are exact in the stored type."""
    config = Qwen2VLConfig(**flat_config(shape) | {"torch_dtype": "float32"})
    model = Qwen2VLForConditionalGeneration(config).eval()
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            assert parameter.dtype == torch.float32, name
            parameter.copy_(draw(name, tuple(parameter.shape), shape.tied, random).to(STORED[shape.stored]))
    return model


def published_name(name: str) -> str:
    return name.replace("model.visual.", "visual.").replace("model.language_model.", "model.")


def published_tensors(model: Qwen2VLForConditionalGeneration, stored: torch.dtype) -> dict[str, torch.Tensor]:
    return {published_name(name): p.detach().to(stored).contiguous() for name, p in model.named_parameters()}


def save_shards(folder: Path, tensors: dict[str, torch.Tensor], count: int) -> None:
    """One `model.safetensors`, or `count` shards of equal numbers of tensors with their index."""
    if count == 1:
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        return
    names, weight_map = list(tensors), {}
    for i in range(count):
        file = f"model-{i + 1:05d}-of-{count:05d}.safetensors"
        part = names[len(names) * i // count : len(names) * (i + 1) // count]
        save_file({name: tensors[name] for name in part}, folder / file, metadata={"format": "pt"})
        weight_map |= dict.fromkeys(part, file)
    size = sum(t.numel() * t.element_size() for t in tensors.values())
    write_json(folder / "model.safetensors.index.json", {"metadata": {"total_size": size}, "weight_map": weight_map})


def save(shape: Shape, model: Qwen2VLForConditionalGeneration, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if shape.nested:  # what the library itself writes today, weight names included
        stored = Qwen2VLForConditionalGeneration._from_config(model.config, dtype=STORED[shape.stored])
        stored.load_state_dict(model.state_dict())
        stored.save_pretrained(folder, save_original_format=False)
    else:
        write_json(folder / "config.json", flat_config(shape))
        save_shards(folder, published_tensors(model, STORED[shape.stored]), shape.shards)
    write_side_files(shape, folder)


def write_side_files(shape: Shape, folder: Path) -> None:
    write_json(folder / "generation_config.json", generation_config(shape))
    write_json(folder / "preprocessor_config.json", PREPROCESSOR)
    write_tokenizer(folder, shape.first_added)


def load(folder: Path) -> Qwen2VLForConditionalGeneration:
    """The checkpoint as the library reads it: float32, eager attention, every tensor found and none left over."""
    model, info = Qwen2VLForConditionalGeneration.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    assert not any(info.values()), info
    return model.eval()
