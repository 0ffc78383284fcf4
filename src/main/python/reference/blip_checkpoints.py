"""Small BLIP-2 and BLIP checkpoints of random weights in the layout that is published, with its image sizes and patches.

As in `checkpoints`, weights are larger than a fresh model's, so that every tensor moves the logits.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import Blip2Config, Blip2ForConditionalGeneration, BlipConfig, BlipForConditionalGeneration

from . import blip_tokens
from .checkpoints import STORED
from .files import write_json

MODELS = {"blip-2": Blip2ForConditionalGeneration, "blip": BlipForConditionalGeneration}
CONFIGS = {"blip-2": Blip2Config, "blip": BlipConfig}
NORMAL = {
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
}


@dataclass(frozen=True)
class Shape:
    """One checkpoint: the family's language model, how weights are stored, and the side of its images."""

    name: str
    language: str
    seed: int
    stored: str
    image: int
    queries: int = 32
    eps: float | None = None
    shards: int = 1

    @property
    def family(self) -> str:
        return "blip" if self.language == "bert" else "blip-2"

    def tokenizer(self) -> str:
        return {"opt": blip_tokens.opt, "t5": blip_tokens.t5, "bert": blip_tokens.bert}[self.language]()


def config(shape: Shape, tokenizer: Tokenizer) -> dict:
    """config.json, as pruned as the published ones: what is left out is the library's default."""
    vision = {"hidden_size": 48, "intermediate_size": 96, "num_attention_heads": 3, "num_hidden_layers": 2}
    if shape.image != (384 if shape.language == "bert" else 224):
        vision["image_size"] = shape.image
    size = tokenizer.get_vocab_size()
    rows = (size + 15) // 16 * 16
    if shape.language == "bert":
        text = {
            "hidden_size": 48, "intermediate_size": 96, "num_attention_heads": 3, "num_hidden_layers": 2,
            "encoder_hidden_size": 48, "vocab_size": size + 2, "bos_token_id": size, "sep_token_id": 3,
            "max_position_embeddings": 64,
        }  # fmt: skip
        return {"architectures": ["BlipForConditionalGeneration"], "model_type": "blip", "vision_config": vision,
                "text_config": text}  # fmt: skip
    qformer = {
        "hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2, "num_hidden_layers": 3,
        "encoder_hidden_size": 48,
    }  # fmt: skip
    if shape.language == "opt":
        text = {
            "model_type": "opt", "hidden_size": 48, "ffn_dim": 96, "num_attention_heads": 3, "num_hidden_layers": 2,
            "vocab_size": rows, "max_position_embeddings": 128, "eos_token_id": tokenizer.token_to_id("\u010a"),
        }  # fmt: skip
    else:
        text = {
            "model_type": "t5", "d_model": 48, "d_kv": 8, "num_heads": 4, "d_ff": 64, "num_layers": 2,
            "vocab_size": rows, "feed_forward_proj": "gated-gelu", "dense_act_fn": "gelu",
            "tie_word_embeddings": False, "decoder_start_token_id": 0, "bos_token_id": 1,
        }  # fmt: skip
    outer = {"num_query_tokens": shape.queries} if shape.queries != 32 else {}
    return {
        "architectures": ["Blip2ForConditionalGeneration"], "model_type": "blip-2", "vision_config": vision,
        "qformer_config": qformer, "text_config": text, "image_token_index": tokenizer.token_to_id("<image>"), **outer,
    }  # fmt: skip


def draw(name: str, shape: tuple[int, ...], random: torch.Generator) -> torch.Tensor:
    """One random tensor, scaled by what it is for."""
    normal = torch.randn(shape, generator=random)
    lower = name.lower()
    if len(shape) == 1:
        return 1 + 0.3 * normal if "norm" in lower and "weight" in lower else 0.3 * normal
    if any(part in name for part in ("embed_tokens", "word_embeddings", "shared")):
        return 0.25 * normal
    if "embed" in name and "patch" not in name or "query_tokens" in name or "relative" in name:
        return 0.5 * normal
    gain = 2.5 if "lm_head" in name else 1.5
    return normal * gain / math.sqrt(math.prod(shape[1:]))


def random_model(shape: Shape, settings: dict, seed: int) -> torch.nn.Module:
    """The float32 model whose weights are exact in the stored type."""
    model = MODELS[shape.family](CONFIGS[shape.family](**settings)).eval()
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(draw(name, tuple(parameter.shape), random).to(STORED[shape.stored]))
    return model


def save(shape: Shape, model: torch.nn.Module, settings: dict, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: p.detach().to(STORED[shape.stored]).contiguous() for name, p in model.named_parameters()}
    if shape.language == "t5":  # published ones have a head of their own
        head = "language_model.lm_head.weight"
        like = tensors["language_model.shared.weight"]
        drawn = draw(head, tuple(like.shape), torch.Generator().manual_seed(99))
        tensors[head] = drawn.to(STORED[shape.stored])
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    write_json(folder / "config.json", settings)
    images = dict(NORMAL, image_processor_type="BlipImageProcessor", resample=3, do_convert_rgb=True)
    size = {"height": shape.image, "width": shape.image}
    write_json(folder / "preprocessor_config.json", {**images, "size": size})
    (folder / "tokenizer.json").write_text(shape.tokenizer(), encoding="utf-8")


def load(shape: Shape, folder: Path) -> torch.nn.Module:
    """The checkpoint as the library reads it: float32, eager attention."""
    model, info = MODELS[shape.family].from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    tied = {"language_model.lm_head.weight", "language_model.encoder.embed_tokens.weight"}
    assert not set(info["missing_keys"]) - tied and not info["unexpected_keys"], info
    if shape.language == "t5":
        assert not torch.equal(model.language_model.lm_head.weight, model.language_model.shared.weight)
    return model.eval()
